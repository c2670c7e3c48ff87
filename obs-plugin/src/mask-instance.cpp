// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask-instance.hpp"

#include "audio-delay-properties.hpp"
#include "filter-properties.hpp"
#include "guardian.hpp"
#include "module-daemon.hpp"
#include "plugin-version.hpp"

#include <util/platform.h>

#include <algorithm>
#include <random>
#include <vector>

namespace playalter {

namespace {

std::mutex masks_mutex;
std::vector<const MaskInstance *> masks;

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

} // namespace

MaskInstance::MaskInstance(obs_data_t *settings, obs_source_t *source)
	: source_(source),
	  weak_source_(obs_source_get_weak_source(source)),
	  uuid_(random_uuid()),
	  settings_(read_mask_settings(settings)),
	  audio_delay_(source),
	  watch_(source, uuid_),
	  hotkeys_(source)
{
	// Until the first frame says what fits into memory: sound is best put off before it begins.
	const uint64_t interval_ns = obs_get_frame_interval_ns();
	const uint32_t delay_frames = plan_delay(settings_.mode, settings_.look_ahead_ms, interval_ns).delay_frames;
	status_.delay_ns.store(interval_ns * delay_frames, std::memory_order_relaxed);

	ChannelOptions options;
	options.identity.plugin_version = plugin_version;
	options.identity.filter_uuid = uuid_;
	options.identity.filter_name = name_of(source);
	options.identity.obs_version = obs_get_version_string();
	options.settings = stream_settings(settings_);
	options.supervisor = share_daemon_supervisor();
	options.log = log_channel_line;
	channel_ = FilterChannel::create(std::move(options), channel_error_);
	if (!channel_)
		blog(LOG_ERROR, "[playalter] the picture stays covered: %s", channel_error_.message.c_str());

	pipeline_ = std::make_unique<MaskPipeline>(source, channel_.get(), status_);
	image_loader_ = std::make_unique<CoverImageLoader>([this](CoverImage image) {
		GraphicsLock lock;
		pipeline_->set_cover_image(std::move(image));
	});
	update(settings);

	if (!is_filter())
		hotkeys_.attach(source);

	std::lock_guard<std::mutex> lock(masks_mutex);
	masks.push_back(this);
}

MaskInstance::~MaskInstance()
{
	{
		std::lock_guard<std::mutex> lock(masks_mutex);
		masks.erase(std::remove(masks.begin(), masks.end(), this), masks.end());
	}
	image_loader_.reset();
	{
		GraphicsLock lock;
		pipeline_.reset();
	}
	channel_.reset();
}

void MaskInstance::update(obs_data_t *data)
{
	MaskSettings next = read_mask_settings(data);

	const bool needs_image = next.cover_style == names::CoverStyle::image;
	image_loader_->request(needs_image ? next.cover_image : std::string());
	{
		// Drawing happens under this lock; it is held for a few assignments.
		GraphicsLock lock;
		pipeline_->set_mode(next.mode, next.look_ahead_ms);
		pipeline_->set_cover(next.cover_style, next.cover_color);
		pipeline_->set_user_covered(next.is_covered);
	}
	if (channel_)
		channel_->set_settings(stream_settings(next));
	audio_delay_.update(read_audio_delay_settings(data));

	watch_.set_guard(next.go_live_guard);
	std::lock_guard<std::mutex> lock(settings_mutex_);
	settings_ = std::move(next);
}

void MaskInstance::tick()
{
	status_.tick_gaps.tick(os_gettime_ns());
	pipeline_->tick();
	const bool is_filter = obs_source_get_type(source_) == OBS_SOURCE_TYPE_FILTER;
	audio_delay_.tick(status_.delay_ns.load(std::memory_order_relaxed),
			  is_filter ? obs_filter_get_parent(source_) : nullptr);
}

void MaskInstance::render(obs_source_t *target, obs_source_t *parent) { pipeline_->render(target, parent); }

gs_color_space MaskInstance::color_space(size_t count, const gs_color_space *preferred) const
{
	const gs_color_space own = pipeline_->output_space();
	const gs_color_space *end = preferred + count;
	if (count == 0 || std::find(preferred, end, own) != end)
		return own;
	return preferred[count - 1];
}

std::string MaskInstance::status_text() const
{
	std::string text = obs_source_enabled(source_)
				   ? filter_status_text(status_, channel_ ? channel_->snapshot().error.message
									  : channel_error_.message)
				   : obs_module_text("Status.Disabled");
	const std::string canvas = guardian().message();
	return canvas.empty() ? text : text + "\n" + canvas;
}

names::GoLiveGuard MaskInstance::latest_guard() const
{
	obs_data_t *settings = obs_source_get_settings(source_);
	const names::GoLiveGuard guard = read_mask_settings(settings).go_live_guard;
	obs_data_release(settings);
	return guard;
}

MaskHealth MaskInstance::health() const
{
	const ChannelSnapshot snapshot = channel_ ? channel_->snapshot() : ChannelSnapshot{};
	const bool is_first_attempt = snapshot.state == ChannelState::starting ||
				      snapshot.state == ChannelState::connecting;
	MaskHealth health;
	health.is_enabled = obs_source_enabled(source_);
	health.kind = status_.kind.load(std::memory_order_relaxed);
	health.reason = status_.reason.load(std::memory_order_relaxed);
	health.covered_ms = (os_gettime_ns() - status_.covered_since_ns.load(std::memory_order_relaxed)) / 1000000u;
	// Connected: it is there, and its first mask is on the way.
	health.is_daemon_coming =
		snapshot.state == ChannelState::connected ||
		(channel_ && is_first_attempt && (!snapshot.error || snapshot.error.code == "daemon_unreachable"));
	return health;
}

obs_properties_t *MaskInstance::properties()
{
	// OBS asks only while the filter exists, and passes the button's clicks on as long as it does.
	const auto refresh = [](obs_properties_t *all, obs_property_t *, void *data) {
		const std::string status = static_cast<MaskInstance *>(data)->status_text();
		obs_property_set_description(obs_properties_get(all, "status"), status.c_str());
		return true;
	};
	obs_properties_t *properties = make_filter_properties(status_text(), this, refresh);
	add_audio_delay_properties(properties, source_);
	return properties;
}

const char *name_of(const obs_source_t *source)
{
	const char *name = obs_source_get_name(source);
	return name ? name : "";
}

void visit_masks(void (*visit)(const MaskInstance &mask, void *context), void *context)
{
	std::lock_guard<std::mutex> lock(masks_mutex);
	for (const MaskInstance *mask : masks)
		visit(*mask, context);
}

} // namespace playalter
