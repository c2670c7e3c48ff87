// SPDX-License-Identifier: GPL-2.0-or-later
//
// The addon frame_channel.node: registers what JavaScript sees. No state outside of the objects it
// makes, so any number of environments may load it. See control-server/src/channel/native-addon.ts
// for the types.

#include "../core/frame-reader.hpp"
#include "../listener/channel-event.hpp"
#include "../platform/clock.hpp"
#include "layout-object.hpp"
#include "listener-object.hpp"
#include "scale-picture.hpp"

#include <napi.h>

namespace playalter {

namespace {

template<size_t Count> Napi::Array names_array(Napi::Env env, const char *const (&names)[Count])
{
	Napi::Array array = Napi::Array::New(env, Count);
	for (uint32_t i = 0; i < Count; i++)
		array.Set(i, names[i]);
	return array;
}

Napi::Value monotonic_ms(const Napi::CallbackInfo &info)
{
	return Napi::Number::New(info.Env(), double(monotonic_ns()) / 1e6);
}

Napi::Object register_addon(Napi::Env env, Napi::Object exports)
{
	exports.Set("ChannelListener", ListenerObject::define(env));
	exports.Set("monotonicMs", Napi::Function::New<monotonic_ms>(env, "monotonicMs"));
	exports.Set("scalePicture", Napi::Function::New<scale_picture_function>(env, "scalePicture"));
	exports.Set("frameStatuses", names_array(env, frame_status_names));
	exports.Set("eventKinds", names_array(env, event_kind_names));
	exports.Set("layout", layout_object(env));
	return exports;
}

} // namespace

} // namespace playalter

static Napi::Object init(Napi::Env env, Napi::Object exports)
{
	return playalter::register_addon(env, exports);
}

NODE_API_MODULE(frame_channel, init)
