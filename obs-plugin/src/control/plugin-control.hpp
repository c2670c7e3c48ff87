// SPDX-License-Identifier: GPL-2.0-or-later
//
// What of the control runs while OBS's user interface does: the link to the daemon, and the look-out for changes of
// masks. Without a user interface there is neither.
#pragma once

namespace playalter {

// obs_module_post_load: begins once the user interface has loaded, ends when it goes.
void begin_control();
// obs_module_unload, where the user interface did not say that it goes.
void end_control();

} // namespace playalter
