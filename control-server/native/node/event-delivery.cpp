// SPDX-License-Identifier: GPL-2.0-or-later
#include "event-delivery.hpp"

namespace playalter {

EventDelivery *EventDelivery::create(Napi::Env env, Napi::Function on_event, std::function<void()> wake_peers)
{
	auto *self = new EventDelivery();
	self->wake_peers_ = std::move(wake_peers);
	try {
		self->call_ = Call::New(
			env, on_event, "playalter.channel", 0, 1, self,
			[](Napi::Env, EventDelivery *, EventDelivery *finished) { delete finished; }, self);
	} catch (...) {
		delete self;
		throw;
	}
	return self;
}

void EventDelivery::push(ChannelEvent &&event)
{
	// Refused only while the environment ends, when nobody wants to know.
	if (queue_.push(std::move(event)))
		call_.NonBlockingCall();
}

void EventDelivery::close()
{
	is_open_ = false;
	wake_peers_ = nullptr;
	std::vector<ChannelEvent> undelivered;
	queue_.take(undelivered);
	call_.Release();
}

void EventDelivery::deliver(Napi::Env env, Napi::Function on_event, EventDelivery *self, void *)
{
	if (napi_env(env) == nullptr || !self->is_open_)
		return;
	// The callback may close us: `batch` then still has to be ours.
	std::vector<ChannelEvent> batch = std::move(self->batch_);
	self->queue_.take(batch);
	for (const ChannelEvent &event : batch) {
		if (!self->is_open_)
			break;
		const Napi::HandleScope scope(env);
		self->note_delivered(event);
		if (!call(env, on_event, event))
			break;
	}
	batch.clear();
	self->batch_ = std::move(batch);
}

void EventDelivery::note_delivered(const ChannelEvent &event)
{
	// Before the callback, so that a doorbell rung while it runs is not lost.
	if (event.kind == EventKind::frame)
		event.peer->is_frame_pending = false;
	else if (event.kind == EventKind::message && --event.peer->queued_messages == 0 && event.peer->is_muted)
		wake_peers_();
}

// Not through Napi::Function: when the callback ends the worker that it runs in, no Napi::Error can
// be made of that any more, and trying aborts the process.
bool EventDelivery::call(napi_env env, napi_value on_event, const ChannelEvent &event)
{
	napi_value receiver, arguments[5];
	size_t count = 2;
	if (napi_get_undefined(env, &receiver) != napi_ok ||
	    napi_create_uint32(env, uint32_t(event.kind), &arguments[0]) != napi_ok ||
	    napi_create_uint32(env, event.peer_id, &arguments[1]) != napi_ok)
		return false;
	if (event.kind != EventKind::frame) {
		count = 5;
		if (napi_create_string_utf8(env, event.text.data(), event.text.size(), &arguments[2]) != napi_ok ||
		    napi_create_string_utf8(env, event.detail.data(), event.detail.size(), &arguments[3]) != napi_ok ||
		    napi_create_int64(env, event.pid, &arguments[4]) != napi_ok)
			return false;
	}

	const napi_status status = napi_call_function(env, receiver, on_event, count, arguments, nullptr);
	if (status != napi_pending_exception)
		return status == napi_ok;
	// Our caller is the event loop: the listener of 'uncaughtException' is the one to tell.
	napi_value exception;
	return napi_get_and_clear_last_exception(env, &exception) == napi_ok &&
	       napi_fatal_exception(env, exception) == napi_ok;
}

} // namespace playalter
