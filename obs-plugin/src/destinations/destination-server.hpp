// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which addresses a destination may have, and what their stream keys look like. Pure; any thread.
#pragma once

#include <string>

namespace playalter {

enum class ServerKind { invalid, rtmp, srt };

// rtmp://, rtmps:// or srt:// with a host. An address is kept in a file, so one that carries a secret is invalid: a user's
// name, a fragment, and after `?` anything but settings of SRT that tell nobody who is streaming.
ServerKind server_kind(const std::string &server);

// Without the white space that comes along when a key is pasted.
std::string trimmed_key(const std::string &key);

// Anything that can be typed: spaces inside, quotes and all letters are, control characters are not.
bool is_valid_key(const std::string &key);

} // namespace playalter
