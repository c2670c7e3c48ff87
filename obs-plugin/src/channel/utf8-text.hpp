// SPDX-License-Identifier: GPL-2.0-or-later
//
// Makes text from elsewhere (names, log lines) fit to be sent and shown. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace playalter {

// At most `bytes_max` bytes, cut between characters; bytes that are not UTF-8 become '?', control
// characters a space.
std::string clean_text(std::string_view text, size_t bytes_max);

} // namespace playalter
