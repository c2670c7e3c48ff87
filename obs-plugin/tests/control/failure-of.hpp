// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a request is refused with.
#pragma once

#include "check.hpp"
#include "obs-handles.hpp"
#include "request-failure.hpp"

#include <string>

namespace playalter::testing {

// The code's name, "" where nothing is thrown. Each sentence is one for users.
template<typename Work> std::string failure_of(Work work, std::string *sentence = nullptr)
{
	try {
		work();
		return "";
	} catch (const RequestFailure &failure) {
		const std::string what = failure.what();
		CHECK(!what.empty() && what.back() == '.');
		if (sentence)
			*sentence = what;
		return failure.code_name();
	}
}

inline DataRef data_of(const std::string &json) { return DataRef(obs_data_create_from_json(json.c_str())); }

} // namespace playalter::testing
