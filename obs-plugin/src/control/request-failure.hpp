// SPDX-License-Identifier: GPL-2.0-or-later
//
// Why a request was not done: a stable code, and one sentence for whoever asked. Thrown by handlers; nothing has
// been changed then.
#pragma once

#include "protocol/generated/names.gen.h"

#include <stdexcept>
#include <string>

namespace playalter {

using names::RequestError;

class RequestFailure : public std::runtime_error {
public:
	RequestFailure(RequestError code, const std::string &sentence) : std::runtime_error(sentence), code_(code) {}

	RequestError code() const { return code_; }
	const char *code_name() const { return names::request_error_names[size_t(code_)]; }

private:
	RequestError code_;
};

} // namespace playalter
