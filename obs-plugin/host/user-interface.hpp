// SPDX-License-Identifier: GPL-2.0-or-later
//
// Stands for OBS's user interface, as far as the module asks it: what is live, and its events. Nothing is really put out.
#pragma once

namespace frame_host {

// On the thread that stands for the UI's: starts or ends the recording, as the button does.
void set_recording(bool is_wanted);

} // namespace frame_host
