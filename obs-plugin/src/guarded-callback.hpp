// SPDX-License-Identifier: GPL-2.0-or-later
//
// For functions that libobs calls: no exception gets past them.
#pragma once

#include <obs-module.h>

#include <exception>

namespace playalter {

// False if `work` threw; the log then says what.
template<typename Work> bool run_guarded(const char *callback, Work work) noexcept
{
	try {
		work();
		return true;
	} catch (const std::exception &error) {
		blog(LOG_ERROR, "[playalter] %s failed: %s", callback, error.what());
		return false;
	}
}

} // namespace playalter
