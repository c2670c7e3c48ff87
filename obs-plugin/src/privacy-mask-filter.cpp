// SPDX-License-Identifier: GPL-2.0-or-later
#include "privacy-mask-filter.hpp"

#include "filter-properties.hpp"
#include "module-daemon.hpp"
#include "plugin-version.hpp"
#include "status-procedure.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <new>
#include <random>
#include <vector>

namespace playalter {

namespace {

std::mutex filters_mutex;
std::vector<const PrivacyMaskFilter *> filters;

std::string random_uuid()
{
	std::random_device random;
	char text[33];
	snprintf(text, sizeof(text), "%08x%08x%08x%08x", random(), random(), random(), random());
	return text;
}

StreamSettings stream_settings(const MaskSettings &settings)
{
	StreamSettings result;
	result.mask_type = settings.mask_type;
	result.intensity = settings.intensity;
	result.mask_color = settings.mask_color;
	result.mode = settings.mode;
	result.look_ahead_ms = settings.look_ahead_ms;
	return result;
}

void set_quantiles(obs_data_t *data, const char *key, double p50, double p99, int64_t n)
{
	obs_data_t *quantiles = obs_data_create();
	obs_data_set_double(quantiles, "p50", p50);
	obs_data_set_double(quantiles, "p99", p99);
	obs_data_set_int(quantiles, "n", n);
	obs_data_set_obj(data, key, quantiles);
	obs_data_release(quantiles);
}

void set_cost(obs_data_t *data, const char *key, const CostMeter &meter)
{
	const CostQuantiles cost = meter.quantiles();
	set_quantiles(data, key, cost.p50_ms, cost.p99_ms, int64_t(cost.n));
}

const char *state_name(OutputKind kind)
{
	static const char *const names[] = {"masked", "repeated", "extrapolated", "covered"};
	return names[size_t(kind)];
}

} // namespace

PrivacyMaskFilter::PrivacyMaskFilter(obs_data_t *settings, obs_source_t *source)
	: source_(source),
	  uuid_(random_uuid()),
	  settings_(read_mask_settings(settings))
{
	ChannelOptions options;
	options.identity.plugin_version = plugin_version;
	options.identity.filter_uuid = uuid_;
	options.identity.filter_name = obs_source_get_name(source);
	options.identity.obs_version = obs_get_version_string();
	options.settings = stream_settings(settings_);
	options.supervisor = share_daemon_supervisor();
	options.log = log_channel_line;
	channel_ = FilterChannel::create(std::move(options), channel_error_);
	if (!channel_)
		blog(LOG_ERROR, "[playalter] the picture stays covered: %s", channel_error_.message.c_str());

	pipeline_ = std::make_unique<MaskPipeline>(channel_.get(), status_);
	update(settings);

	std::lock_guard<std::mutex> lock(filters_mutex);
	filters.push_back(this);
}

PrivacyMaskFilter::~PrivacyMaskFilter()
{
	{
		std::lock_guard<std::mutex> lock(filters_mutex);
		filters.erase(std::remove(filters.begin(), filters.end(), this), filters.end());
	}
	{
		GraphicsLock lock;
		pipeline_.reset();
	}
	channel_.reset();
}

void PrivacyMaskFilter::update(obs_data_t *data)
{
	MaskSettings next = read_mask_settings(data);

	CoverLook look;
	look.style = next.cover_style;
	look.color = next.cover_color;
	if (next.cover_style == names::CoverStyle::image)
		look.image = CoverImage(next.cover_image);
	{
		// The graphics thread holds this lock while it draws; here it is held for two assignments.
		GraphicsLock lock;
		pipeline_->set_mode(next.mode, next.look_ahead_ms);
		pipeline_->set_cover(std::move(look));
	}
	if (channel_)
		channel_->set_settings(stream_settings(next));

	std::lock_guard<std::mutex> lock(settings_mutex_);
	settings_ = std::move(next);
}

void PrivacyMaskFilter::tick() { pipeline_->tick(); }

void PrivacyMaskFilter::render()
{
	obs_source_t *target = obs_filter_get_target(source_);
	obs_source_t *parent = obs_filter_get_parent(source_);
	if (target && parent)
		pipeline_->render(target, parent);
}

gs_color_space PrivacyMaskFilter::color_space(size_t count, const gs_color_space *preferred) const
{
	const gs_color_space own = pipeline_->output_space();
	const gs_color_space *end = preferred + count;
	if (count == 0 || std::find(preferred, end, own) != end)
		return own;
	return preferred[count - 1];
}

std::string PrivacyMaskFilter::status_text() const
{
	return filter_status_text(status_, channel_ ? channel_->snapshot().error.message : channel_error_.message);
}

obs_properties_t *PrivacyMaskFilter::properties()
{
	// OBS asks only while the filter exists, and passes the button's clicks on as long as it does.
	return make_filter_properties(status_text(), this, [](obs_properties_t *all, obs_property_t *, void *data) {
		const std::string status = static_cast<PrivacyMaskFilter *>(data)->status_text();
		obs_property_set_description(obs_properties_get(all, "status"), status.c_str());
		return true;
	});
}

obs_data_t *PrivacyMaskFilter::report(const std::string &source_name) const
{
	obs_data_t *data = obs_data_create();
	obs_data_set_string(data, "filter_uuid", uuid_.c_str());
	obs_data_set_string(data, "filter_name", obs_source_get_name(source_));
	obs_data_set_string(data, "source_name", source_name.c_str());
	{
		std::lock_guard<std::mutex> lock(settings_mutex_);
		obs_data_set_string(data, "mask_type", names::mask_type_names[size_t(settings_.mask_type)]);
		obs_data_set_int(data, "intensity", settings_.intensity);
		obs_data_set_string(data, "mode", names::mask_mode_names[size_t(settings_.mode)]);
		obs_data_set_int(data, "look_ahead_ms", settings_.look_ahead_ms);
	}

	obs_data_set_string(data, "state", state_name(status_.kind.load(std::memory_order_relaxed)));
	obs_data_set_string(data, "reason",
			    names::cover_reason_names[size_t(status_.reason.load(std::memory_order_relaxed))]);
	obs_data_set_int(data, "width", status_.width.load(std::memory_order_relaxed));
	obs_data_set_int(data, "height", status_.height.load(std::memory_order_relaxed));
	obs_data_set_int(data, "delay_frames", status_.delay_frames.load(std::memory_order_relaxed));
	obs_data_set_int(data, "look_ahead_frames", status_.look_ahead_frames.load(std::memory_order_relaxed));
	obs_data_set_bool(data, "look_ahead_shortened",
			  status_.is_look_ahead_shortened.load(std::memory_order_relaxed));

	const FrameCounters counters = status_.counters();
	obs_data_t *frames = obs_data_create();
	obs_data_set_int(frames, "masked", int64_t(counters.masked));
	obs_data_set_int(frames, "repeated", int64_t(counters.repeated));
	obs_data_set_int(frames, "extrapolated", int64_t(counters.extrapolated));
	obs_data_set_int(frames, "covered", int64_t(counters.covered));
	obs_data_set_int(frames, "drawn", int64_t(counters.drawn()));
	obs_data_set_obj(data, "frames", frames);
	obs_data_release(frames);

	set_cost(data, "graphics_cpu_ms", status_.own_cost);
	set_cost(data, "graphics_total_cpu_ms", status_.total_cost);

	const ChannelSnapshot snapshot = channel_ ? channel_->snapshot() : ChannelSnapshot{};
	const ChannelError &error = channel_ ? snapshot.error : channel_error_;
	obs_data_set_string(data, "channel_state", channel_state_names[size_t(snapshot.state)]);
	obs_data_set_string(data, "channel_code", error.code.c_str());
	obs_data_set_string(data, "channel_message", error.message.c_str());
	obs_data_set_int(data, "daemon_pid", snapshot.daemon_pid);
	obs_data_set_string(data, "daemon_version", snapshot.daemon_version.c_str());
	if (snapshot.status) {
		obs_data_t *daemon = obs_data_create_from_json(snapshot.status_json.c_str());
		obs_data_set_obj(data, "daemon", daemon);
		obs_data_release(daemon);
	}
	return data;
}

void visit_filters(void (*visit)(const PrivacyMaskFilter &filter, void *context), void *context)
{
	std::lock_guard<std::mutex> lock(filters_mutex);
	for (const PrivacyMaskFilter *filter : filters)
		visit(*filter, context);
}

namespace {

// What OBS holds for a filter. OBS shows the raw source for a filter whose create returned null, so
// that is never returned: when making the filter fails, `filter` is empty and the source covered.
struct FilterHandle {
	obs_source_t *source;
	std::unique_ptr<PrivacyMaskFilter> filter;
	CoverRenderer cover;
};

FilterHandle *as_handle(void *data) { return static_cast<FilterHandle *>(data); }

const char *privacy_mask_get_name(void *) { return obs_module_text("PrivacyMask"); }

void *privacy_mask_create(obs_data_t *settings, obs_source_t *source)
{
	FilterHandle *handle = new (std::nothrow) FilterHandle{source, nullptr, {}};
	if (!handle) {
		blog(LOG_ERROR, "[playalter] out of memory: OBS ends rather than show an unmasked source");
		abort();
	}
	try {
		handle->filter = std::make_unique<PrivacyMaskFilter>(settings, source);
		add_status_procedure(*handle->filter);
	} catch (const std::exception &error) {
		blog(LOG_ERROR, "[playalter] the filter can't work, the picture stays covered: %s", error.what());
	}
	return handle;
}

void privacy_mask_destroy(void *data) { delete as_handle(data); }

void privacy_mask_update(void *data, obs_data_t *settings)
{
	if (as_handle(data)->filter)
		as_handle(data)->filter->update(settings);
}

void privacy_mask_get_defaults(obs_data_t *settings) { set_mask_setting_defaults(settings); }

obs_properties_t *privacy_mask_get_properties(void *data)
{
	FilterHandle *handle = as_handle(data);
	return handle && handle->filter ? handle->filter->properties() : obs_properties_create();
}

void privacy_mask_video_tick(void *data, float)
{
	if (as_handle(data)->filter)
		as_handle(data)->filter->tick();
}

void privacy_mask_video_render(void *data, gs_effect_t *)
{
	FilterHandle *handle = as_handle(data);
	if (handle->filter) {
		handle->filter->render();
		return;
	}
	if (obs_source_t *target = obs_filter_get_target(handle->source))
		handle->cover.draw_plain(obs_source_get_base_width(target), obs_source_get_base_height(target),
					 gs_get_color_space());
}

gs_color_space privacy_mask_video_get_color_space(void *data, size_t count, const gs_color_space *preferred)
{
	FilterHandle *handle = as_handle(data);
	return handle->filter ? handle->filter->color_space(count, preferred) : GS_CS_SRGB;
}

obs_source_info make_info()
{
	obs_source_info info = {};
	info.id = names::filter_id;
	info.type = OBS_SOURCE_TYPE_FILTER;
	info.output_flags = OBS_SOURCE_VIDEO | OBS_SOURCE_SRGB;
	info.get_name = privacy_mask_get_name;
	info.create = privacy_mask_create;
	info.destroy = privacy_mask_destroy;
	info.update = privacy_mask_update;
	info.get_defaults = privacy_mask_get_defaults;
	info.get_properties = privacy_mask_get_properties;
	info.video_tick = privacy_mask_video_tick;
	info.video_render = privacy_mask_video_render;
	info.video_get_color_space = privacy_mask_video_get_color_space;
	return info;
}

} // namespace

const obs_source_info privacy_mask_filter_info = make_info();

} // namespace playalter
