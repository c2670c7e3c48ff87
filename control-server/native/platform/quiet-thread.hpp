// SPDX-License-Identifier: GPL-2.0-or-later
//
// Starts a thread that takes no signals: those of the process are Node's.
#pragma once

#include <functional>
#include <thread>

namespace playalter {

// `name` has at most 15 characters. `body` must not throw.
std::thread start_quiet_thread(const char *name, std::function<void()> body);

} // namespace playalter
