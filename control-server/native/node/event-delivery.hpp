// SPDX-License-Identifier: GPL-2.0-or-later
//
// Carries a listener's events into one JavaScript environment. `push` on any thread, the rest on
// that environment's thread. Lives on the heap until the environment lets go of it.
#pragma once

#include "../listener/channel-event.hpp"

#include <functional>
#include <napi.h>

namespace playalter {

class EventDelivery {
public:
	// `wake_peers` is called after the messages of a muted peer were delivered.
	static EventDelivery *create(Napi::Env env, Napi::Function on_event, std::function<void()> wake_peers);

	void push(ChannelEvent &&event);

	// Nothing is delivered any more. No `push` may follow, and the pointer is not ours after it.
	void close();

private:
	EventDelivery() = default;
	static void deliver(Napi::Env env, Napi::Function on_event, EventDelivery *self, void *);
	// False when JavaScript can't be called any more.
	static bool call(napi_env env, napi_value on_event, const ChannelEvent &event);
	void note_delivered(const ChannelEvent &event);

	using Call = Napi::TypedThreadSafeFunction<EventDelivery, void, deliver>;

	Call call_;
	EventQueue queue_;
	std::vector<ChannelEvent> batch_;
	std::function<void()> wake_peers_;
	bool is_open_ = true;
};

} // namespace playalter
