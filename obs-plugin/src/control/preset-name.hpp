// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a preset may be called: 1 to limit_preset_name_bytes_max bytes of UTF-8 without control characters, and without
// white space at either end. protocol/presets.ts says the same. Any thread.
#pragma once

#include <string>

namespace playalter {

// Throws RequestFailure `preset_name_invalid`.
void check_preset_name(const std::string &name);

// Of a good name: at most that many bytes, and good again.
std::string cut_preset_name(const std::string &name, size_t bytes_max);

// For sentences: cut, and clean.
std::string shown_name(const std::string &name);

} // namespace playalter
