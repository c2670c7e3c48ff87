// SPDX-License-Identifier: GPL-2.0-or-later
#include "guardian-report.hpp"

namespace playalter {

namespace {

obs_data_t *mask_data(const UnhealthyMask &mask)
{
	obs_data_t *data = obs_data_create();
	obs_data_set_string(data, "filter_uuid", mask.uuid.c_str());
	obs_data_set_string(data, "source_name", mask.source_name.c_str());
	obs_data_set_string(data, "filter_name", mask.filter_name.c_str());
	obs_data_set_string(data, "state", mask.state.c_str());
	obs_data_set_string(data, "reason", mask.reason.c_str());
	obs_data_set_string(data, "go_live_guard", names::go_live_guard_names[size_t(mask.guard)]);
	return data;
}

void set_masks(obs_data_t *data, const std::vector<UnhealthyMask> &masks)
{
	obs_data_array_t *array = obs_data_array_create();
	for (const UnhealthyMask &mask : masks) {
		obs_data_t *item = mask_data(mask);
		obs_data_array_push_back(array, item);
		obs_data_release(item);
	}
	obs_data_set_array(data, "unhealthy", array);
	obs_data_array_release(array);
}

std::string text(const std::string &key) { return obs_module_text(key.c_str()); }

std::string filled(std::string sentence, const char *place, const std::string &with)
{
	if (const size_t at = sentence.find(place); at != std::string::npos)
		sentence.replace(at, 2, with);
	return sentence;
}

} // namespace

obs_data_t *guard_report(CanvasCoverReason reason, const std::string &message,
			 const std::vector<UnhealthyMask> &unhealthy)
{
	const GuardState &state = guard_state();
	obs_data_t *data = obs_data_create();
	obs_data_set_bool(data, "is_panicked", state.is_panicked());
	obs_data_set_bool(data, "cover_up", reason != CanvasCoverReason::none);
	obs_data_set_string(data, "cover_reason", names::canvas_cover_reason_names[size_t(reason)]);
	obs_data_set_string(data, "message", message.c_str());
	// obs-websocket's JSON holds arrays of objects only.
	obs_data_array_t *live = obs_data_array_create();
	for (uint32_t output = 0; output < names::live_output_count; output++) {
		const uint32_t bit = bit_of(LiveOutput(output));
		if ((state.live & bit) == 0)
			continue;
		obs_data_t *item = obs_data_create();
		obs_data_set_string(item, "output", names::live_output_names[output]);
		obs_data_set_bool(item, "is_being_stopped", (state.stopping & bit) != 0);
		obs_data_array_push_back(live, item);
		obs_data_release(item);
	}
	obs_data_set_array(data, "live", live);
	obs_data_array_release(live);
	set_masks(data, unhealthy);
	return data;
}

obs_data_t *panic_event(bool is_panicked)
{
	obs_data_t *data = obs_data_create();
	obs_data_set_bool(data, "is_panicked", is_panicked);
	return data;
}

obs_data_t *start_event(LiveOutput output, const std::string &message, bool is_panicked,
			const std::vector<UnhealthyMask> &unhealthy)
{
	obs_data_t *data = obs_data_create();
	obs_data_set_string(data, "output", names::live_output_names[size_t(output)]);
	obs_data_set_bool(data, "is_panicked", is_panicked);
	obs_data_set_string(data, "message", message.c_str());
	set_masks(data, unhealthy);
	return data;
}

obs_data_t *lost_event(const UnhealthyMask &mask, bool is_canvas_covered)
{
	obs_data_t *data = mask_data(mask);
	obs_data_set_bool(data, "is_canvas_covered", is_canvas_covered);
	return data;
}

std::string start_message(LiveOutput output, bool is_stopped, bool is_panicked,
			  const std::vector<UnhealthyMask> &unhealthy)
{
	std::string why = text("GoLive.Panicked");
	if (!is_panicked && !unhealthy.empty()) {
		const UnhealthyMask &first = unhealthy.front();
		why = filled(text("GoLive." + first.state), "%1", first.source_name);
		if (first.state == "covered")
			why = filled(std::move(why), "%2", text("Reason." + first.reason));
	}
	const std::string what = text(std::string("Output.") + names::live_output_names[size_t(output)]);
	return filled(filled(text(is_stopped ? "GoLive.Stopped" : "GoLive.Warned"), "%1", what), "%2", why);
}

} // namespace playalter
