// SPDX-License-Identifier: GPL-2.0-or-later
//
// What went wrong, as every part of the channel reports it.
#pragma once

#include <string>

namespace playalter {

// `code` is stable snake_case and is what localised strings and tests are keyed by; empty: no error.
// `message` is one English sentence for the user, with its cause.
struct ChannelError {
	std::string code;
	std::string message;

	explicit operator bool() const { return !code.empty(); }
};

} // namespace playalter
