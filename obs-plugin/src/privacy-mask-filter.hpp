// SPDX-License-Identifier: GPL-2.0-or-later
//
// One instance of the filter: settings, channel, pipeline, and their lives. Made and destroyed on OBS's
// UI or loading threads; tick and render run on the graphics thread, and so does update, which libobs
// puts off to the next tick: it waits for no file.
#pragma once

#include "channel/filter-channel.hpp"
#include "cover-image-loader.hpp"
#include "filter-status.hpp"
#include "mask-pipeline.hpp"
#include "mask-settings.hpp"

#include <obs-module.h>

#include <memory>
#include <mutex>
#include <string>

namespace playalter {

class PrivacyMaskFilter {
public:
	// Never fails: OBS draws the raw source for a filter that could not be created. What can't
	// work covers the picture and says why.
	PrivacyMaskFilter(obs_data_t *settings, obs_source_t *source);
	~PrivacyMaskFilter();
	PrivacyMaskFilter(const PrivacyMaskFilter &) = delete;
	PrivacyMaskFilter &operator=(const PrivacyMaskFilter &) = delete;

	void update(obs_data_t *settings);
	void tick();
	void render();
	gs_color_space color_space(size_t count, const gs_color_space *preferred) const;
	obs_properties_t *properties();

	// For GetStatus; any thread but the graphics one. The caller releases the result.
	obs_data_t *report(const std::string &source_name) const;

	obs_source_t *source() const { return source_; }

private:
	std::string status_text() const;

	obs_source_t *source_;
	std::string uuid_;
	FilterStatus status_;

	mutable std::mutex settings_mutex_; // update and report, held for a copy; never render
	MaskSettings settings_;

	ChannelError channel_error_; // why there is no channel, if there is none
	std::unique_ptr<FilterChannel> channel_;
	std::unique_ptr<MaskPipeline> pipeline_;
	std::unique_ptr<CoverImageLoader> image_loader_; // delivers to the pipeline
};

// Never null: private sources may have no name.
const char *name_of(const obs_source_t *source);

// Calls `visit` for each living filter; none is destroyed meanwhile.
void visit_filters(void (*visit)(const PrivacyMaskFilter &filter, void *context), void *context);

extern const obs_source_info privacy_mask_filter_info;

} // namespace playalter
