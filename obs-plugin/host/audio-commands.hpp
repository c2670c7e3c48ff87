// SPDX-License-Identifier: GPL-2.0-or-later
//
// The commands that concern sound. Answers carry offsets in nanoseconds, and as `shareNs` what the plugin
// has recorded of them as its own.
//
//   <number> input NAME                          makes a public audio input, which is silent
//   <number> uninput NAME
//   <number> rename NAME NEW_NAME                of an input
//   <number> offset NAME                         {"offsetNs", "shareNs"} of an input or a shown source
//   <number> setoffset NAME NANOSECONDS
//   <number> enable NAME 0|1                     the eye of the filter on that source
//   <number> offered NAME                        inputs that its filter's window offers to delay
//   <number> save NAME                           what a scene collection would hold of it
//   <number> load JSON                           an input, as saved
#pragma once

#include "source-list.hpp"

#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>

namespace frame_host {

class AudioCommands {
public:
	explicit AudioCommands(SourceList &sources) : sources_(sources) {}

	using Command = std::function<std::string(std::istringstream &)>;
	// `this` must outlive the commands.
	void add_to(std::map<std::string, Command> &commands);

private:
	SourceRef find(std::istringstream &arguments) const;

	SourceList &sources_;
	std::map<std::string, SourceRef> inputs_;
};

// Once, after obs_startup.
void register_audio_input();

} // namespace frame_host
