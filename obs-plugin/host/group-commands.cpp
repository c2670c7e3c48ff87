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

obs_sceneitem_t *GroupCommands::member_of(obs_sceneitem_t *group, std::istringstream &arguments)
{
	const std::string name = word_of(arguments);
	obs_sceneitem_t *item = obs_scene_find_source(obs_sceneitem_group_get_scene(group), name.c_str());
	if (!item)
		throw std::invalid_argument("no such source in the group");
	return item;
}

// As the list of sources in OBS's window does it.
void GroupCommands::drag_out(obs_sceneitem_t *group, obs_sceneitem_t *item)
{
	obs_sceneitem_order_info order[] = {{nullptr, item}, {nullptr, group}};
	if (!obs_scene_reorder_items2(obs_sceneitem_get_scene(group), order, 2))
		throw std::invalid_argument("it is there already");
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
	commands["mask_scene"] = bare([this](std::istringstream &arguments) {
		const auto scene = sources_.find(word_of(arguments));
		if (!scene)
			throw std::invalid_argument("no such scene");
		mask(scene->source.get(), arguments);
	});
	commands["ungroup"] = bare([this](std::istringstream &arguments) {
		obs_sceneitem_group_ungroup(group_in(arguments));
	});
	commands["delete_group"] = bare([this](std::istringstream &arguments) {
		obs_sceneitem_remove(group_in(arguments));
	});
	commands["move_out"] = bare([this](std::istringstream &arguments) {
		obs_sceneitem_t *group = group_in(arguments);
		obs_sceneitem_group_remove_item(group, member_of(group, arguments));
	});
	commands["drag_out"] = bare([this](std::istringstream &arguments) {
		obs_sceneitem_t *group = group_in(arguments);
		drag_out(group, member_of(group, arguments));
	});
	commands["delete_member"] = bare([this](std::istringstream &arguments) {
		obs_sceneitem_remove(member_of(group_in(arguments), arguments));
	});
	commands["recording"] = bare([](std::istringstream &arguments) {
		set_recording(word_of(arguments) == "on");
	});
}

} // namespace frame_host
