// SPDX-License-Identifier: GPL-2.0-or-later
//
// The commands that concern the Private Camera. Sources backstage are public, as wrapped sources are, and not
// shown by the host itself.
//
//   <number> camera NAME SETTINGS                makes and shows a Private Camera
//   <number> restore JSON                        the same from what `save` said
//   <number> backstage NAME KIND WIDTH HEIGHT    a test source; without a kind, a scene
//   <number> unstage NAME                        removed, as OBS removes what its user deletes
//   <number> restage NAME NEW_NAME               renamed
//   <number> additem SCENE NAME                  into a scene backstage; refused where that makes a loop
//   <number> activity NAME                       {"showing", "active"} of a source backstage
#pragma once

#include "audio-commands.hpp"
#include "source-list.hpp"

#include <functional>
#include <map>
#include <sstream>
#include <string>

namespace frame_host {

class CameraCommands {
public:
	using Command = AudioCommands::Command;
	using Show = std::function<void(const std::string &name, SourceRef source)>;

	// `show` puts a source into the host's list.
	explicit CameraCommands(Show show) : show_(std::move(show)) {}

	// `this` must outlive the commands.
	void add_to(std::map<std::string, Command> &commands);

private:
	SourceRef backstage(std::istringstream &arguments) const;
	void make_backstage(std::istringstream &arguments);

	Show show_;
	std::map<std::string, SourceRef> backstage_;
};

// The test source that is this source, or is somewhere in it; null if there is none.
SourceRef test_source_in(obs_source_t *source);

// False if it isn't one.
bool is_private_camera(const obs_source_t *source);

} // namespace frame_host
