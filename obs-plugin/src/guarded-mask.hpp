// SPDX-License-Identifier: GPL-2.0-or-later
//
// What OBS holds for a filter or a source of ours. OBS shows the raw source for a filter whose create
// returned null, so there is always one of these: when the mask itself can't be made, `mask_` is
// empty and the picture covered. No exception gets past it, and whatever fails in it covers.
#pragma once

#include "cover-renderer.hpp"
#include "mask-instance.hpp"

#include <obs-module.h>

#include <exception>
#include <memory>

namespace playalter {

class GuardedMask {
public:
	// Ends OBS when there is no memory for even that: rather than an unmasked source.
	static GuardedMask *create(obs_data_t *settings, obs_source_t *source);

	GuardedMask(const GuardedMask &) = delete;
	GuardedMask &operator=(const GuardedMask &) = delete;

	obs_source_t *source() const { return source_; }

	// Runs `work` on the mask. False if there is none or it threw.
	template<typename Work> bool run(const char *callback, Work work) noexcept
	{
		if (!mask_)
			return false;
		try {
			work(*mask_);
			return true;
		} catch (const std::exception &error) {
			log_failure(callback, error);
			return false;
		}
	}

	void update(obs_data_t *settings) noexcept;
	void tick() noexcept;
	// Never null.
	obs_properties_t *properties() noexcept;
	gs_color_space color_space(size_t count, const gs_color_space *preferred) noexcept;
	// `parent` is null for a source that owns its target.
	void render(obs_source_t *target, obs_source_t *parent) noexcept;

private:
	explicit GuardedMask(obs_source_t *source) : source_(source) {}
	static void log_failure(const char *callback, const std::exception &error) noexcept;

	obs_source_t *source_;
	std::unique_ptr<MaskInstance> mask_;
	CoverRenderer cover_;
};

} // namespace playalter
