// SPDX-License-Identifier: GPL-2.0-or-later
#include "group-commands.hpp"

#include "command-arguments.hpp"
#include "user-interface.hpp"

#include <sstream>
#include <stdexcept>

namespace frame_host {

namespace {

constexpr const char *kGroupName = "group";

SourceRef backstage(std::istringstream &arguments)
{
	SourceRef source(obs_get_source_by_name(word_of(arguments).c_str()));
	if (!source)
		throw std::invalid_argument("no such source backstage");
	return source;
}

} // namespace

GroupCommands::GroupCommands(const SourceList &sources, Show show, PutMask put_mask)
	: sources_(sources),
	  show_(std::move(show)),
	  put_mask_(std::move(put_mask))
{
}

obs_sceneitem_t *GroupCommands::group_in(std::istringstream &arguments) const
{
	const auto scene = sources_.find(word_of(arguments));
	obs_sceneitem_t *group =
		scene ? obs_scene_get_group(obs_scene_from_source(scene->source.get()), kGroupName) : nullptr;
	if (!group)
		throw std::invalid_argument("no such scene, or no group in it");
	return group;
}

void GroupCommands::mask(obs_source_t *source, std::istringstream &arguments)
{
	put_mask_(source, json_of(arguments).get());
}

void GroupCommands::make_group(std::istringstream &arguments)
{
	const std::string name = word_of(arguments);
	const SourceRef grouped = backstage(arguments);
	obs_scene_t *scene = obs_scene_create_private(name.c_str());
	SourceRef scene_source(obs_scene_get_source(scene));
	obs_sceneitem_t *item = obs_scene_add(scene, grouped.get());
	obs_sceneitem_t *group = obs_scene_insert_group(scene, kGroupName, &item, 1);
	mask(obs_sceneitem_get_source(group), arguments);
	show_(name, std::move(scene_source));
}

void GroupCommands::add_to(std::map<std::string, Command> &commands)
{
	commands["group"] = bare([this](std::istringstream &arguments) { make_group(arguments); });
	commands["mask"] = bare([this](std::istringstream &arguments) {
		const SourceRef source = backstage(arguments);
		mask(source.get(), arguments);
	});
	commands["ungroup"] = bare([this](std::istringstream &arguments) {
		obs_sceneitem_group_ungroup(group_in(arguments));
	});
	commands["delete_group"] = bare([this](std::istringstream &arguments) {
		obs_sceneitem_remove(group_in(arguments));
	});
	commands["recording"] = bare([](std::istringstream &arguments) {
		set_recording(word_of(arguments) == "on");
	});
}

} // namespace frame_host
