// SPDX-License-Identifier: GPL-2.0-or-later
//
// The commands that concern groups of a scene, and what is live.
//
//   <number> group SCENE SOURCE SETTINGS   makes and shows a scene with a group of that source, which is backstage, and the
//                                          mask on the group
//   <number> mask SOURCE SETTINGS          puts the mask on a source backstage
//   <number> mask_scene SCENE SETTINGS     and on one that is shown
//   <number> ungroup SCENE                 as in the list of sources
//   <number> delete_group SCENE            with what is in it
//   <number> drag_out SCENE SOURCE         out of the group, as in the list of sources
//   <number> move_out SCENE SOURCE         as a script does it
//   <number> delete_member SCENE SOURCE    of the group
//   <number> recording on|off              as by OBS's button
#pragma once

#include "audio-commands.hpp"
#include "source-list.hpp"

#include <functional>
#include <map>
#include <string>

namespace frame_host {

class GroupCommands {
public:
	using Command = AudioCommands::Command;
	using Show = std::function<void(const std::string &name, SourceRef source)>;
	using PutMask = std::function<void(obs_source_t *source, obs_data_t *settings)>;

	// `show` puts a source into the host's list.
	GroupCommands(const SourceList &sources, Show show, PutMask put_mask);

	// `this` must outlive the commands.
	void add_to(std::map<std::string, Command> &commands);

private:
	obs_sceneitem_t *group_in(std::istringstream &arguments) const;
	static obs_sceneitem_t *member_of(obs_sceneitem_t *group, std::istringstream &arguments);
	static void drag_out(obs_sceneitem_t *group, obs_sceneitem_t *item);
	void make_group(std::istringstream &arguments);
	void mask(obs_source_t *source, std::istringstream &arguments);

	const SourceList &sources_;
	Show show_;
	PutMask put_mask_;
};

} // namespace frame_host
