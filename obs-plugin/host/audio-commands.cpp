// SPDX-License-Identifier: GPL-2.0-or-later
#include "audio-commands.hpp"

#include "command-arguments.hpp"
#include "protocol/generated/names.gen.h"

#include <stdexcept>

namespace frame_host {

namespace {

constexpr const char *kInputId = "frame_host_audio";

int64_t number_of(std::istringstream &arguments) { return std::stoll(word_of(arguments)); }

std::string offset_json(obs_source_t *source)
{
	const Data settings(obs_source_get_private_settings(source));
	const Data answer(obs_data_create());
	obs_data_set_int(answer.get(), "offsetNs", obs_source_get_sync_offset(source));
	obs_data_set_int(answer.get(), "shareNs",
			 obs_data_get_int(settings.get(), playalter::names::audio_share_key));
	return obs_data_get_json(answer.get());
}

void collect_offered(obs_properties_t *properties, obs_data_array_t *offered)
{
	const std::string prefix = playalter::names::delay_input_key_prefix;
	for (obs_property_t *property = obs_properties_first(properties); property; obs_property_next(&property)) {
		if (obs_property_get_type(property) == OBS_PROPERTY_GROUP)
			collect_offered(obs_property_group_content(property), offered);
		const std::string key = obs_property_name(property);
		if (key.compare(0, prefix.size(), prefix) != 0)
			continue;
		const Data entry(obs_data_create());
		obs_data_set_string(entry.get(), "name", key.substr(prefix.size()).c_str());
		obs_data_set_string(entry.get(), "label", obs_property_description(property));
		obs_data_array_push_back(offered, entry.get());
	}
}

// Of the first filter.
std::string offered_json(obs_source_t *source)
{
	obs_source_t *filter = nullptr;
	obs_source_enum_filters(
		source,
		[](obs_source_t *, obs_source_t *candidate, void *found) {
			*static_cast<obs_source_t **>(found) = candidate;
		},
		&filter);
	obs_properties_t *properties = obs_source_properties(filter);
	obs_data_array_t *offered = obs_data_array_create();
	collect_offered(properties, offered);
	obs_properties_destroy(properties);
	const Data answer(obs_data_create());
	obs_data_set_array(answer.get(), "inputs", offered);
	obs_data_array_release(offered);
	return obs_data_get_json(answer.get());
}

} // namespace

SourceRef AudioCommands::find(std::istringstream &arguments) const
{
	const std::string name = word_of(arguments);
	const auto input = inputs_.find(name);
	if (input != inputs_.end())
		return SourceRef(obs_source_get_ref(input->second.get()));
	const auto shown = sources_.find(name);
	if (!shown)
		throw std::invalid_argument("no such source: " + name);
	return SourceRef(obs_source_get_ref(shown->source.get()));
}

void AudioCommands::add_to(std::map<std::string, Command> &commands)
{
	commands["input"] = bare([this](std::istringstream &arguments) {
		const std::string name = word_of(arguments);
		inputs_[name] = SourceRef(obs_source_create(kInputId, name.c_str(), nullptr, nullptr));
	});
	commands["uninput"] = bare([this](std::istringstream &arguments) { inputs_.erase(word_of(arguments)); });
	commands["rename"] = bare([this](std::istringstream &arguments) {
		auto input = inputs_.extract(word_of(arguments));
		if (input.empty())
			throw std::invalid_argument("no such input");
		input.key() = word_of(arguments);
		obs_source_set_name(input.mapped().get(), input.key().c_str());
		inputs_.insert(std::move(input));
	});
	commands["offset"] = [this](std::istringstream &arguments) {
		return offset_json(find(arguments).get());
	};
	commands["setoffset"] = bare([this](std::istringstream &arguments) {
		const SourceRef source = find(arguments);
		obs_source_set_sync_offset(source.get(), number_of(arguments));
	});
	commands["enable"] = bare([this](std::istringstream &arguments) {
		const SourceRef source = find(arguments);
		const bool is_enabled = number_of(arguments) != 0;
		obs_source_enum_filters(
			source.get(),
			[](obs_source_t *, obs_source_t *filter, void *enabled) {
				obs_source_set_enabled(filter, *static_cast<const bool *>(enabled));
			},
			const_cast<bool *>(&is_enabled));
	});
	commands["offered"] = [this](std::istringstream &arguments) {
		return offered_json(find(arguments).get());
	};
	commands["save"] = [this](std::istringstream &arguments) {
		const Data saved(obs_save_source(find(arguments).get()));
		return std::string(obs_data_get_json(saved.get()));
	};
	commands["load"] = bare([this](std::istringstream &arguments) {
		std::string json;
		std::getline(arguments >> std::ws, json);
		const Data saved(obs_data_create_from_json(json.c_str()));
		SourceRef source(saved ? obs_load_source(saved.get()) : nullptr);
		if (!source)
			throw std::invalid_argument("nothing that could be loaded");
		inputs_[obs_source_get_name(source.get())] = std::move(source);
	});
}

void register_audio_input()
{
	obs_source_info info = {};
	info.id = kInputId;
	info.type = OBS_SOURCE_TYPE_INPUT;
	info.output_flags = OBS_SOURCE_AUDIO;
	info.get_name = [](void *) { return kInputId; };
	info.create = [](obs_data_t *, obs_source_t *source) -> void * { return source; };
	info.destroy = [](void *) {};
	obs_register_source(&info);
}

} // namespace frame_host
