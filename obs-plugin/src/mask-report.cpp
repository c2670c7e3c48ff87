// SPDX-License-Identifier: GPL-2.0-or-later
//
// A mask's state and figures as obs_data, for GetStatus, GetStats and the events. Any thread but the graphics one.
#include "mask-instance.hpp"

#include <util/platform.h>

namespace playalter {

namespace {

void set_quantiles(obs_data_t *data, const char *key, double p50, double p99, int64_t n)
{
	const DataRef quantiles(obs_data_create());
	obs_data_set_double(quantiles.get(), "p50", p50);
	obs_data_set_double(quantiles.get(), "p99", p99);
	obs_data_set_int(quantiles.get(), "n", n);
	obs_data_set_obj(data, key, quantiles.get());
}

void set_quantiles(obs_data_t *data, const char *key, const Quantiles &quantiles)
{
	set_quantiles(data, key, quantiles.p50, quantiles.p99, quantiles.n);
}

void set_cost(obs_data_t *data, const char *key, const CostMeter &meter)
{
	const CostQuantiles cost = meter.quantiles();
	set_quantiles(data, key, cost.p50_ms, cost.p99_ms, int64_t(cost.n));
}

const char *state_name(OutputKind kind) { return names::output_state_names[size_t(kind)]; }

void set_frames(obs_data_t *data, const FilterStatus &status)
{
	const FrameCounters counters = status.counters();
	const DataRef frames(obs_data_create());
	obs_data_set_int(frames.get(), "masked", int64_t(counters.masked));
	obs_data_set_int(frames.get(), "repeated", int64_t(counters.repeated));
	obs_data_set_int(frames.get(), "extrapolated", int64_t(counters.extrapolated));
	obs_data_set_int(frames.get(), "covered", int64_t(counters.covered));
	obs_data_set_int(frames.get(), "drawn", int64_t(counters.drawn()));
	obs_data_set_obj(data, "frames", frames.get());
}

void set_graphics(obs_data_t *data, const FilterStatus &status, uint64_t now_ns)
{
	const uint64_t delay_ns = status.delay_ns.load(std::memory_order_relaxed);
	obs_data_set_int(data, "delay_ms", int64_t(delay_ns + 500000) / 1000000);
	set_frames(data, status);
	set_cost(data, "graphics_cpu_ms", status.own_cost);
	set_cost(data, "graphics_total_cpu_ms", status.total_cost);
	// The whole of OBS's graphics thread, whoever held it up.
	obs_data_set_double(data, "tick_gap_ms_max", status.tick_gaps.longest_ms(now_ns, TickGapMeter::kSeconds));
}

} // namespace

DataRef MaskInstance::names_data(const std::string &source_name) const
{
	DataRef data(obs_data_create());
	obs_data_set_string(data.get(), "filter_uuid", uuid_.c_str());
	obs_data_set_string(data.get(), "filter_name", name_of(source_));
	// A source of ours masks itself.
	obs_data_set_string(data.get(), "source_name", is_filter() ? source_name.c_str() : name_of(source_));
	return data;
}

DataRef MaskInstance::state(const std::string &source_name) const
{
	DataRef data = names_data(source_name);
	// A filter that is switched off (the eye in OBS) is passed over by libobs: the source is raw.
	const bool is_enabled = obs_source_enabled(source_);
	const OutputKind kind = status_.kind.load(std::memory_order_relaxed);
	const CoverReason reason = status_.reason.load(std::memory_order_relaxed);
	obs_data_set_string(data.get(), "state",
			    is_enabled ? state_name(kind) : names::mask_state_names[size_t(names::MaskState::disabled)]);
	obs_data_set_string(data.get(), "reason", names::cover_reason_names[size_t(reason)]);
	obs_data_set_bool(data.get(), "is_enabled", is_enabled);
	std::lock_guard<std::mutex> lock(settings_mutex_);
	obs_data_set_bool(data.get(), "is_covered", settings_.is_covered);
	return data;
}

int64_t MaskInstance::faces() const
{
	const ChannelSnapshot snapshot = channel_ ? channel_->snapshot() : ChannelSnapshot{};
	const bool is_current = snapshot.state == ChannelState::connected && snapshot.status;
	return is_current ? snapshot.status->faces : 0;
}

DataRef MaskInstance::stats(const std::string &source_name) const
{
	DataRef data = state(source_name);
	set_graphics(data.get(), status_, os_gettime_ns());
	const ChannelSnapshot snapshot = channel_ ? channel_->snapshot() : ChannelSnapshot{};
	const bool is_current = snapshot.state == ChannelState::connected && snapshot.status;
	const StreamStatus daemon = is_current ? *snapshot.status : StreamStatus{};
	obs_data_set_int(data.get(), "faces", daemon.faces);
	obs_data_set_int(data.get(), "faces_masked", daemon.faces_masked);
	obs_data_set_int(data.get(), "analysed", daemon.analysed);
	obs_data_set_int(data.get(), "unchanged", daemon.unchanged);
	obs_data_set_int(data.get(), "skipped", daemon.skipped);
	set_quantiles(data.get(), "frame_to_mask_ms", daemon.frame_to_mask_ms);
	set_quantiles(data.get(), "detect_ms", daemon.detect_ms);
	set_quantiles(data.get(), "paint_ms", daemon.paint_ms);
	return data;
}

DataRef MaskInstance::report(const std::string &source_name) const
{
	DataRef owned = state(source_name);
	obs_data_t *data = owned.get();
	const names::MaskCarrier kind = is_filter() ? names::MaskCarrier::filter : names::MaskCarrier::private_camera;
	obs_data_set_string(data, "kind", names::mask_carrier_names[size_t(kind)]);
	// As GetStatus has spelled it from the first.
	obs_data_set_bool(data, "enabled", obs_data_get_bool(data, "is_enabled"));
	obs_data_erase(data, "is_enabled");
	{
		std::lock_guard<std::mutex> lock(settings_mutex_);
		obs_data_set_string(data, "mask_type", names::mask_type_names[size_t(settings_.mask_type)]);
		obs_data_set_int(data, "intensity", settings_.intensity);
		obs_data_set_string(data, "mode", names::mask_mode_names[size_t(settings_.mode)]);
		obs_data_set_int(data, "look_ahead_ms", settings_.look_ahead_ms);
		obs_data_set_string(data, "go_live_guard",
				    names::go_live_guard_names[size_t(settings_.go_live_guard)]);
	}
	obs_data_set_int(data, "width", status_.width.load(std::memory_order_relaxed));
	obs_data_set_int(data, "height", status_.height.load(std::memory_order_relaxed));
	obs_data_set_int(data, "delay_frames", status_.delay_frames.load(std::memory_order_relaxed));
	obs_data_set_int(data, "look_ahead_frames", status_.look_ahead_frames.load(std::memory_order_relaxed));
	obs_data_set_bool(data, "look_ahead_shortened",
			  status_.is_look_ahead_shortened.load(std::memory_order_relaxed));
	const uint64_t now_ns = os_gettime_ns();
	set_graphics(data, status_, now_ns);
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
		const DataRef daemon(obs_data_create_from_json(snapshot.status_json.c_str()));
		obs_data_set_obj(data, "daemon", daemon.get());
	}
	return owned;
}

} // namespace playalter
