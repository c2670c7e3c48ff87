// SPDX-License-Identifier: GPL-2.0-or-later
#include "audio-delay-properties.hpp"

#include "audio-delay-keeper.hpp"
#include "audio-delay-settings.hpp"

#include <set>
#include <string>

namespace playalter {

namespace {

struct Search {
	const obs_source_t *mask;
	bool is_carrier;
	std::set<std::string> names;
};

void look_for_mask(obs_source_t *, obs_source_t *filter, void *context)
{
	auto &search = *static_cast<Search *>(context);
	search.is_carrier = search.is_carrier || filter == search.mask;
}

// What can be delayed besides the mask's own sound.
bool collect_input(void *context, obs_source_t *source)
{
	auto &search = *static_cast<Search *>(context);
	search.is_carrier = source == search.mask;
	obs_source_enum_filters(source, look_for_mask, context);
	const char *name = obs_source_get_name(source);
	if (name && has_own_sound(source) && !search.is_carrier)
		search.names.insert(name);
	return true;
}

} // namespace

void add_audio_delay_properties(obs_properties_t *properties, const obs_source_t *mask)
{
	using namespace names;
	obs_properties_t *group = obs_properties_create();
	obs_property_t *own = obs_properties_add_list(group, key_delay_audio, obs_module_text("DelayAudio"),
						      OBS_COMBO_TYPE_LIST, OBS_COMBO_FORMAT_STRING);
	for (const char *name : audio_delay_names) {
		const std::string label = std::string("DelayAudio.") + name;
		obs_property_list_add_string(own, obs_module_text(label.c_str()), name);
	}

	Search search{mask, false, {}};
	obs_enum_sources(collect_input, &search);
	if (!search.names.empty())
		obs_properties_add_text(group, "delayed_inputs", obs_module_text("DelayedInputs"), OBS_TEXT_INFO);
	for (const std::string &name : search.names)
		obs_properties_add_bool(group, delay_input_key(name).c_str(), name.c_str());
	obs_properties_add_group(properties, "audio_delay", obs_module_text("AudioDelayGroup"), OBS_GROUP_NORMAL,
				 group);
}

} // namespace playalter
