// SPDX-License-Identifier: GPL-2.0-or-later
//
// A mask's state and figures as obs_data, for GetStatus. Any thread but the graphics one.
#include "mask-instance.hpp"

#include <util/platform.h>

namespace playalter {

namespace {

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

obs_data_t *MaskInstance::report(const std::string &source_name) const
{
	obs_data_t *data = obs_data_create();
	obs_data_set_string(data, "filter_uuid", uuid_.c_str());
	obs_data_set_string(data, "filter_name", name_of(source_));
	// A source of ours masks itself.
	const bool is_filter = obs_source_get_type(source_) == OBS_SOURCE_TYPE_FILTER;
	obs_data_set_string(data, "source_name", is_filter ? source_name.c_str() : name_of(source_));
	const names::MaskCarrier kind = is_filter ? names::MaskCarrier::filter : names::MaskCarrier::private_camera;
	obs_data_set_string(data, "kind", names::mask_carrier_names[size_t(kind)]);
	{
		std::lock_guard<std::mutex> lock(settings_mutex_);
		obs_data_set_string(data, "mask_type", names::mask_type_names[size_t(settings_.mask_type)]);
		obs_data_set_int(data, "intensity", settings_.intensity);
		obs_data_set_string(data, "mode", names::mask_mode_names[size_t(settings_.mode)]);
		obs_data_set_int(data, "look_ahead_ms", settings_.look_ahead_ms);
		obs_data_set_string(data, "go_live_guard",
				    names::go_live_guard_names[size_t(settings_.go_live_guard)]);
	}

	// A filter that is switched off (the eye in OBS) is passed over by libobs: the source is raw.
	const bool is_enabled = obs_source_enabled(source_);
	obs_data_set_bool(data, "enabled", is_enabled);
	obs_data_set_string(data, "state",
			    is_enabled ? state_name(status_.kind.load(std::memory_order_relaxed)) : "disabled");
	obs_data_set_string(data, "reason",
			    names::cover_reason_names[size_t(status_.reason.load(std::memory_order_relaxed))]);
	obs_data_set_int(data, "width", status_.width.load(std::memory_order_relaxed));
	obs_data_set_int(data, "height", status_.height.load(std::memory_order_relaxed));
	obs_data_set_int(data, "delay_frames", status_.delay_frames.load(std::memory_order_relaxed));
	obs_data_set_int(data, "delay_ms", int64_t(status_.delay_ns.load(std::memory_order_relaxed) + 500000) / 1000000);
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
	// The whole of OBS's graphics thread, whoever held it up.
	const uint64_t now_ns = os_gettime_ns();
	obs_data_set_double(data, "tick_gap_ms_max", status_.tick_gaps.longest_ms(now_ns, TickGapMeter::kSeconds));
	obs_data_set_double(data, "tick_gap_ms_recent", status_.tick_gaps.longest_ms(now_ns, 2));

	const ChannelSnapshot snapshot = channel_ ? channel_->snapshot() : ChannelSnapshot{};
	const ChannelError &error = channel_ ? snapshot.error : channel_error_;
	obs_data_set_string(data, "channel_state", channel_state_names[size_t(snapshot.state)]);
	obs_data_set_string(data, "channel_code", error.code.c_str());
	obs_data_set_string(data, "channel_message", error.message.c_str());
	obs_data_set_int(data, "daemon_pid", snapshot.daemon_pid);
	obs_data_set_int(data, "connections", int64_t(snapshot.connections));
	obs_data_set_string(data, "daemon_version", snapshot.daemon_version.c_str());
	if (snapshot.status) {
		obs_data_t *daemon = obs_data_create_from_json(snapshot.status_json.c_str());
		obs_data_set_obj(data, "daemon", daemon);
		obs_data_release(daemon);
	}
	return data;
}

} // namespace playalter
