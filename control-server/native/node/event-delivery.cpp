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

bool EventDelivery::call(Napi::Env env, Napi::Function on_event, const ChannelEvent &event)
{
	try {
		const Napi::Value kind = Napi::Number::New(env, double(event.kind));
		const Napi::Value peer_id = Napi::Number::New(env, event.peer_id);
		if (event.kind == EventKind::frame)
			on_event.Call({kind, peer_id});
		else
			on_event.Call({kind, peer_id, Napi::String::New(env, event.text),
				       Napi::String::New(env, event.detail),
				       Napi::Number::New(env, double(event.pid))});
		return true;
	} catch (const Napi::Error &error) {
		// Our caller is the event loop: the listener of 'uncaughtException' is the one to tell.
		return !error.IsEmpty() && napi_fatal_exception(env, error.Value()) == napi_ok;
	}
}

} // namespace playalter
