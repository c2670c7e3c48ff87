// SPDX-License-Identifier: GPL-2.0-or-later
//
// The folder in which the daemon's socket and log lie, open to nobody but the user. Any thread but the
// graphics one: it asks the file system.
#pragma once

#include <string>

#include "channel-error.hpp"

namespace playalter {

// `$XDG_RUNTIME_DIR/playalter`, or `/tmp/playalter-<uid>` where the variable is unset, empty or not an
// absolute path. Makes no folder.
std::string runtime_folder_path();

// Creates `path` (mode 0700, not its parents) if need be, and makes sure that it is a real directory of
// this user that nobody else can enter. Errors: runtime_folder_unsafe, runtime_folder_unwritable.
bool prepare_runtime_folder(const std::string &path, ChannelError &error);

// Both; empty on error.
std::string resolve_runtime_folder(ChannelError &error);

} // namespace playalter
