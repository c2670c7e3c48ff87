// SPDX-License-Identifier: GPL-2.0-or-later
#include "scale-picture.hpp"

#include "../../../protocol/channel_layout.h"
#include "../core/picture-scaler.hpp"
#include "arguments.hpp"

namespace playalter {

namespace {

double number_argument(napi_env env, napi_value value, const char *name)
{
	double number;
	if (napi_get_value_double(env, value, &number) != napi_ok || !std::isfinite(number))
		throw Fault("argument_invalid", std::string(name) + " is not a number.");
	return number;
}

uint32_t side_argument(napi_env env, napi_value value, uint32_t max, const char *name)
{
	const uint32_t side = uint32_t(integer_argument(env, value, max, name));
	if (side == 0)
		throw Fault("argument_invalid", std::string(name) + " is not a size.");
	return side;
}

} // namespace

Napi::Value scale_picture_function(const Napi::CallbackInfo &info)
{
	const Napi::Env env = info.Env();
	return {env, guarded(env, [&]() -> napi_value {
			PictureSource from;
			from.width = side_argument(env, info[1], kAnalysisSideMax, "fromWidth");
			from.height = side_argument(env, info[2], kAnalysisSideMax, "fromHeight");
			const size_t from_bytes = size_t(from.width) * from.height * 4;
			from.rgba = array_argument<uint8_t>(env, info[0], napi_uint8_array, from_bytes, "from").data;

			const SampleSpan across{number_argument(env, info[3], "firstX"),
						number_argument(env, info[4], "lastX")};
			const SampleSpan down{number_argument(env, info[5], "firstY"),
					      number_argument(env, info[6], "lastY")};

			const uint32_t width = side_argument(env, info[8], kScaledSideMax, "toWidth");
			const uint32_t height = side_argument(env, info[9], kScaledSideMax, "toHeight");
			const size_t to_bytes = size_t(width) * height * 4;
			uint8_t *to = array_argument<uint8_t>(env, info[7], napi_uint8_array, to_bytes, "to").data;

			scale_picture(from, across, down, to, width, height);
			return env.Undefined();
		})};
}

} // namespace playalter
