// SPDX-License-Identifier: GPL-2.0-or-later
//
// Where the channel's parts write a change of state; the module passes a function that calls blog.
#pragma once

#include <functional>
#include <string>

namespace playalter {

enum class LogLevel { info, warning, error };

// Called from the channel's and the supervisor's threads, never from the graphics thread; must not
// throw. Empty: nothing is logged.
using LogFunction = std::function<void(LogLevel level, const std::string &line)>;

} // namespace playalter
