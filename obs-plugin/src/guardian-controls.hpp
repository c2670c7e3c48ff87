// SPDX-License-Identifier: GPL-2.0-or-later
//
// How panic and resume are reached from within OBS: two hotkeys, two entries of the Tools menu, two procedures
// for scripts and other plugins. (From without: control/status-requests.cpp.)
#pragma once

namespace playalter {

// In obs_module_post_load. Without a user interface only the procedures can be reached.
void add_guardian_controls();

// UI thread, when a profile has been loaded: hotkeys are part of OBS's profiles. One that has no key for
// panic leaves the key that was there before.
void load_guardian_hotkeys();

} // namespace playalter
