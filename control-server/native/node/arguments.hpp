// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reads JavaScript arguments strictly and without allocating: JavaScript's own conversions turn -1
// and NaN into something. JavaScript thread.
#pragma once

#include "../platform/fault.hpp"

#include <cmath>
#include <cstdint>
#include <napi.h>

namespace playalter {

template<typename T> struct ArrayArgument {
	T *data;
	size_t length;
};

inline uint64_t integer_argument(napi_env env, napi_value value, uint64_t max, const char *name)
{
	double number;
	if (napi_get_value_double(env, value, &number) != napi_ok || !(number >= 0) || number > double(max) ||
	    number != std::floor(number))
		throw Fault("argument_invalid", std::string(name) + " is not a whole number in its range.");
	return uint64_t(number);
}

inline uint32_t uint32_argument(napi_env env, napi_value value, const char *name)
{
	return uint32_t(integer_argument(env, value, UINT32_MAX, name));
}

// The elements are valid until JavaScript runs again.
template<typename T>
ArrayArgument<T> array_argument(napi_env env, napi_value value, napi_typedarray_type type, size_t length_min,
				const char *name)
{
	bool is_array = false;
	if (napi_is_typedarray(env, value, &is_array) != napi_ok || !is_array)
		throw Fault("argument_invalid", std::string(name) + " is not a typed array.");
	napi_typedarray_type actual;
	size_t length;
	void *data;
	if (napi_get_typedarray_info(env, value, &actual, &length, &data, nullptr, nullptr) != napi_ok ||
	    actual != type || length < length_min)
		throw Fault("argument_invalid", std::string(name) + " is of the wrong kind or too short.");
	return {static_cast<T *>(data), length};
}

inline std::string string_argument(napi_env env, napi_value value, const char *name)
{
	size_t bytes;
	if (napi_get_value_string_utf8(env, value, nullptr, 0, &bytes) != napi_ok)
		throw Fault("argument_invalid", std::string(name) + " is not a text.");
	std::string text(bytes, '\0');
	if (napi_get_value_string_utf8(env, value, text.data(), bytes + 1, &bytes) != napi_ok)
		throw Fault("argument_invalid", std::string(name) + " is not a text.");
	return text;
}

// Runs a method's body; a Fault becomes a JavaScript Error that carries its code. The error is made
// by hand: setting a property through JavaScript fails in an environment that is being terminated.
template<typename Body> napi_value guarded(Napi::Env env, Body body)
{
	try {
		return body();
	} catch (const Fault &fault) {
		napi_value code, message, error;
		if (napi_create_string_utf8(env, fault.code(), NAPI_AUTO_LENGTH, &code) != napi_ok ||
		    napi_create_string_utf8(env, fault.what(), NAPI_AUTO_LENGTH, &message) != napi_ok ||
		    napi_create_error(env, code, message, &error) != napi_ok)
			return nullptr;
		throw Napi::Error(env, error);
	}
}

} // namespace playalter
