// SPDX-License-Identifier: GPL-2.0-or-later
//
// OBS's user interface, as far as the plugin needs it. It is looked up at run time and not linked: a module
// that can't be loaded shows every filtered source raw, so it depends on libobs alone.
#pragma once

#include <obs-module.h>

#include <functional>

namespace playalter {

enum class UiWait { none, until_done };

// Runs `work` on the UI thread, at once if this is it. Without waiting, `work` must not rely on what the caller
// holds.
void run_on_ui_thread(UiWait wait, std::function<void()> work);

// Without waiting and never from within the caller, after what is to be destroyed at this moment has been: for
// clicks whose work closes the window that was clicked in, and for devices that must be free first.
void run_on_ui_thread_after_destructions(std::function<void()> work);

// OBS's properties window of any source, a private one too. False where the program has no such windows.
bool open_source_properties(obs_source_t *source);

} // namespace playalter
