// SPDX-License-Identifier: GPL-2.0-or-later
#include "setting-check.hpp"

#include "audio-delay-settings.hpp"
#include "mask-settings.hpp"
#include "protocol/generated/names.gen.h"
#include "request-failure.hpp"

#include <cmath>
#include <cstring>
#include <string>

namespace playalter {

namespace {

using names::SettingKind;
using names::SettingSpec;

const SettingSpec *find_spec(const char *key)
{
	for (const SettingSpec &spec : names::setting_specs) {
		if (strcmp(spec.key, key) == 0)
			return &spec;
	}
	return nullptr;
}

// One of those that JSON can say in two ways: 70 and 70.0.
bool is_whole_number(obs_data_item_t *item)
{
	if (obs_data_item_gettype(item) != OBS_DATA_NUMBER)
		return false;
	if (obs_data_item_numtype(item) == OBS_DATA_NUM_INT)
		return true;
	const double value = obs_data_item_get_double(item);
	return std::isfinite(value) && std::floor(value) == value && std::abs(value) < 1e15;
}

bool is_within(const SettingSpec &spec, obs_data_item_t *item)
{
	if (spec.kind == SettingKind::integer) {
		if (!is_whole_number(item))
			return false;
		const int64_t value = obs_data_item_get_int(item);
		return value >= spec.min && value <= spec.max;
	}
	if (obs_data_item_gettype(item) != OBS_DATA_STRING)
		return false;
	const char *value = obs_data_item_get_string(item);
	if (spec.kind == SettingKind::text)
		return strlen(value) <= size_t(spec.max);
	for (uint32_t index = 0; index < spec.name_count; index++) {
		if (strcmp(value, spec.names[index]) == 0)
			return true;
	}
	return false;
}

std::string range_of(const SettingSpec &spec)
{
	switch (spec.kind) {
	case SettingKind::integer:
		return "a whole number from " + std::to_string(spec.min) + " to " + std::to_string(spec.max);
	case SettingKind::text:
		return "text of at most " + std::to_string(spec.max) + " bytes";
	case SettingKind::name:
		break;
	}
	std::string range = "one of";
	for (uint32_t index = 0; index < spec.name_count; index++)
		range += std::string(index == 0 ? " \"" : ", \"") + spec.names[index] + "\"";
	return range;
}

// Releases it too.
void check_item(obs_data_item_t *item)
{
	const char *key = obs_data_item_get_name(item);
	const SettingSpec *spec = find_spec(key);
	if (!spec) {
		const std::string name = std::string(key).substr(0, 64);
		throw RequestFailure(RequestError::setting_unknown, "There is no setting \"" + name + "\".");
	}
	if (!is_within(*spec, item))
		throw RequestFailure(RequestError::setting_invalid,
				     std::string("\"") + spec->key + "\" must be " + range_of(*spec) + ".");
}

} // namespace

void check_settings(obs_data_t *settings)
{
	for (obs_data_item_t *item = obs_data_first(settings); item; obs_data_item_next(&item)) {
		try {
			check_item(item);
		} catch (const RequestFailure &) {
			obs_data_item_release(&item);
			throw;
		}
	}
}

DataRef full_settings(obs_data_t *settings)
{
	using namespace names;
	const MaskSettings mask = read_mask_settings(settings);
	DataRef full(obs_data_create());
	obs_data_set_string(full.get(), key_mask_type, mask_type_names[size_t(mask.mask_type)]);
	obs_data_set_int(full.get(), key_intensity, mask.intensity);
	obs_data_set_int(full.get(), key_mask_color, mask.mask_color);
	obs_data_set_string(full.get(), key_mode, mask_mode_names[size_t(mask.mode)]);
	obs_data_set_int(full.get(), key_look_ahead_ms, mask.look_ahead_ms);
	obs_data_set_string(full.get(), key_cover_style, cover_style_names[size_t(mask.cover_style)]);
	obs_data_set_int(full.get(), key_cover_color, mask.cover_color);
	// Longer than any path: no picture either way.
	const bool is_path = mask.cover_image.size() <= size_t(limit_path_bytes_max);
	obs_data_set_string(full.get(), key_cover_image, is_path ? mask.cover_image.c_str() : "");
	obs_data_set_string(full.get(), key_go_live_guard, go_live_guard_names[size_t(mask.go_live_guard)]);
	obs_data_set_string(full.get(), key_delay_audio,
			    audio_delay_names[size_t(read_audio_delay_settings(settings).own)]);
	return full;
}

bool is_user_covered(obs_data_t *settings) { return read_mask_settings(settings).is_covered; }

} // namespace playalter
