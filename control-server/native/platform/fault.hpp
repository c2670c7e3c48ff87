// SPDX-License-Identifier: GPL-2.0-or-later
//
// The one exception type of the addon: a stable code and a sentence, turned into a JavaScript
// Error with the same `code` at the Node-API boundary.
#pragma once

#include <stdexcept>
#include <string>

namespace playalter {

class Fault : public std::runtime_error {
public:
	Fault(const char *code, const std::string &message) : std::runtime_error(message), code_(code) {}
	const char *code() const { return code_; }

private:
	const char *code_; // a literal
};

// "the sentence (what the system said)"
std::string with_system_reason(const std::string &message, int error_number);

} // namespace playalter
