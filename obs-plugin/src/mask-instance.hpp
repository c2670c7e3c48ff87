// SPDX-License-Identifier: GPL-2.0-or-later
//
// One masked picture, a filter's or a source's of ours: settings, channel, pipeline, and their lives. Made and destroyed on OBS's
// UI or loading threads; tick and render run on the graphics thread, and so does update, which libobs
// puts off to the next tick: it waits for no file.
#pragma once

#include "audio-delay.hpp"
#include "channel/filter-channel.hpp"
#include "cover-image-loader.hpp"
#include "filter-status.hpp"
#include "go-live-policy.hpp"
#include "mask-hotkeys.hpp"
#include "mask-pipeline.hpp"
#include "mask-settings.hpp"
#include "mask-watch.hpp"
#include "obs-handles.hpp"

#include <obs-module.h>

#include <memory>
#include <mutex>
#include <string>

namespace playalter {

class MaskInstance {
public:
	// Never fails: OBS draws the raw source for a filter that could not be created. What can't
	// work covers the picture and says why.
	MaskInstance(obs_data_t *settings, obs_source_t *source);
	~MaskInstance();
	MaskInstance(const MaskInstance &) = delete;
	MaskInstance &operator=(const MaskInstance &) = delete;

	void update(obs_data_t *settings);
	void tick();
	// Graphics thread. `parent` is null for a source that owns its target.
	void render(obs_source_t *target, obs_source_t *parent);
	gs_color_space color_space(size_t count, const gs_color_space *preferred) const;
	obs_properties_t *properties();

	// For GetStatus; for GetStats, and of the latter what StatusChanged and FacesChanged tell. Any thread but the
	// graphics one. `source_name`: of what a filter sits on.
	DataRef report(const std::string &source_name) const;
	DataRef stats(const std::string &source_name) const;
	DataRef state(const std::string &source_name) const;
	int64_t faces() const;

	obs_source_t *source() const { return source_; }
	MaskHotkeys &hotkeys() const { return hotkeys_; }
	MaskWatch &watch() const { return watch_; }
	// Null where libobs is about to destroy it. obs_source_get_ref is no way to ask that: between the last release
	// and the destruction, which libobs puts off to another thread, it reads what was freed.
	SourceRef living_source() const { return SourceRef(obs_weak_source_get_source(weak_source_.get())); }
	const std::string &uuid() const { return uuid_; }

	// For the guardian; any thread but the graphics one. What depends on the source that a filter sits on
	// is left as it is.
	MaskHealth health() const;
	names::GoLiveGuard guard() const { return watch_.guard(); }
	// The same, even if it was changed a moment ago and libobs has not passed it on: it does so with the next
	// frame. UI thread.
	names::GoLiveGuard latest_guard() const;

private:
	std::string status_text() const;
	DataRef names_data(const std::string &source_name) const;
	bool is_filter() const { return obs_source_get_type(source_) == OBS_SOURCE_TYPE_FILTER; }

	obs_source_t *source_; // the filter, or the source of ours; not owned
	WeakSourceRef weak_source_;
	std::string uuid_;
	FilterStatus status_;

	mutable std::mutex settings_mutex_; // update and report, held for a copy; never render
	MaskSettings settings_;

	ChannelError channel_error_; // why there is no channel, if there is none
	std::unique_ptr<FilterChannel> channel_;
	std::unique_ptr<MaskPipeline> pipeline_;
	std::unique_ptr<CoverImageLoader> image_loader_; // delivers to the pipeline
	AudioDelay audio_delay_;
	mutable MaskWatch watch_;
	mutable MaskHotkeys hotkeys_;
};

// Never null: private sources may have no name.
const char *name_of(const obs_source_t *source);

// Calls `visit` for each living mask; none is destroyed meanwhile.
void visit_masks(void (*visit)(const MaskInstance &mask, void *context), void *context);

} // namespace playalter
