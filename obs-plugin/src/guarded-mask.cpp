// SPDX-License-Identifier: GPL-2.0-or-later
#include "guarded-mask.hpp"

#include "source-capture.hpp"
#include "status-procedure.hpp"

#include <cstdlib>
#include <new>

namespace playalter {

void GuardedMask::log_failure(const char *callback, const std::exception &error) noexcept
{
	blog(LOG_ERROR, "[playalter] %s failed: %s", callback, error.what());
}

GuardedMask *GuardedMask::create(obs_data_t *settings, obs_source_t *source)
{
	GuardedMask *guarded = new (std::nothrow) GuardedMask(source);
	if (!guarded) {
		blog(LOG_ERROR, "[playalter] out of memory: OBS ends rather than show an unmasked source");
		abort();
	}
	try {
		guarded->mask_ = std::make_unique<MaskInstance>(settings, source);
		add_status_procedure(*guarded->mask_);
	} catch (const std::exception &error) {
		blog(LOG_ERROR, "[playalter] the mask can't work, the picture stays covered: %s", error.what());
	}
	return guarded;
}

void GuardedMask::update(obs_data_t *settings) noexcept
{
	run("update", [settings](MaskInstance &mask) { mask.update(settings); });
}

void GuardedMask::tick() noexcept
{
	run("video_tick", [](MaskInstance &mask) { mask.tick(); });
}

obs_properties_t *GuardedMask::properties() noexcept
{
	obs_properties_t *properties = nullptr;
	run("get_properties", [&properties](MaskInstance &mask) { properties = mask.properties(); });
	return properties ? properties : obs_properties_create();
}

gs_color_space GuardedMask::color_space(size_t count, const gs_color_space *preferred) noexcept
{
	gs_color_space space = GS_CS_SRGB;
	run("video_get_color_space",
	    [&](MaskInstance &mask) { space = mask.color_space(count, preferred); });
	return space;
}

void GuardedMask::render(obs_source_t *target, obs_source_t *parent) noexcept
{
	if (!target || run("video_render", [=](MaskInstance &mask) { mask.render(target, parent); }))
		return;
	cover_.draw_plain(target_width(target, parent), target_height(target, parent), gs_get_color_space());
}

} // namespace playalter
