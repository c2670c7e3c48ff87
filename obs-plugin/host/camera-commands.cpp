// SPDX-License-Identifier: GPL-2.0-or-later
#include "camera-commands.hpp"

#include "command-arguments.hpp"
#include "protocol/generated/names.gen.h"
#include "test-source.hpp"

#include <cstring>
#include <stdexcept>

namespace frame_host {

namespace {

void find_test_source(obs_source_t *, obs_source_t *child, void *found)
{
	auto &result = *static_cast<SourceRef *>(found);
	if (!result && is_source_kind(obs_source_get_id(child)))
		result.reset(obs_source_get_ref(child));
}

} // namespace

SourceRef test_source_in(obs_source_t *source)
{
	SourceRef found;
	find_test_source(nullptr, source, &found);
	obs_source_enum_full_tree(source, find_test_source, &found);
	return found;
}

bool is_private_camera(const obs_source_t *source)
{
	return strcmp(obs_source_get_id(source), playalter::names::private_camera_id) == 0;
}

SourceRef CameraCommands::backstage(std::istringstream &arguments) const
{
	const auto found = backstage_.find(word_of(arguments));
	if (found == backstage_.end())
		throw std::invalid_argument("no such source backstage");
	return SourceRef(obs_source_get_ref(found->second.get()));
}

void CameraCommands::make_backstage(std::istringstream &arguments)
{
	const std::string name = word_of(arguments);
	std::string kind = "scene";
	arguments >> kind;
	const Data settings(obs_data_create());
	if (is_source_kind(kind.c_str())) {
		obs_data_set_int(settings.get(), "width", std::stoi(word_of(arguments)));
		obs_data_set_int(settings.get(), "height", std::stoi(word_of(arguments)));
	}
	SourceRef source(obs_source_create(kind.c_str(), name.c_str(), settings.get(), nullptr));
	if (!source)
		throw std::runtime_error("the source could not be made");
	backstage_[name] = std::move(source);
}

void CameraCommands::add_to(std::map<std::string, Command> &commands)
{
	commands["camera"] = bare([this](std::istringstream &arguments) {
		const std::string name = word_of(arguments);
		const Data settings = json_of(arguments);
		show_(name, SourceRef(obs_source_create(playalter::names::private_camera_id, name.c_str(),
							settings.get(), nullptr)));
	});
	commands["restore"] = bare([this](std::istringstream &arguments) {
		const Data saved = json_of(arguments);
		SourceRef source(obs_load_source(saved.get()));
		obs_source_load2(source.get());
		show_(obs_data_get_string(saved.get(), "name"), std::move(source));
	});
	commands["backstage"] = bare([this](std::istringstream &arguments) { make_backstage(arguments); });
	commands["unstage"] = bare([this](std::istringstream &arguments) {
		const SourceRef source = backstage(arguments);
		backstage_.erase(obs_source_get_name(source.get()));
		obs_source_remove(source.get());
	});
	commands["restage"] = bare([this](std::istringstream &arguments) {
		const SourceRef source = backstage(arguments);
		auto entry = backstage_.extract(obs_source_get_name(source.get()));
		entry.key() = word_of(arguments);
		obs_source_set_name(source.get(), entry.key().c_str());
		backstage_.insert(std::move(entry));
	});
	commands["additem"] = bare([this](std::istringstream &arguments) {
		const SourceRef scene = backstage(arguments);
		const SourceRef source(obs_get_source_by_name(word_of(arguments).c_str()));
		if (!source || !obs_scene_add(obs_scene_from_source(scene.get()), source.get()))
			throw std::invalid_argument("the scene does not take it");
	});
	commands["activity"] = [this](std::istringstream &arguments) {
		const SourceRef source = backstage(arguments);
		const Data answer(obs_data_create());
		obs_data_set_bool(answer.get(), "showing", obs_source_showing(source.get()));
		obs_data_set_bool(answer.get(), "active", obs_source_active(source.get()));
		return std::string(obs_data_get_json(answer.get()));
	};
}

} // namespace frame_host
