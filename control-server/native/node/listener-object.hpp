// SPDX-License-Identifier: GPL-2.0-or-later
//
// The JavaScript class ChannelListener. Everything here runs on its environment's thread.
#pragma once

#include "../listener/channel-listener.hpp"
#include "event-delivery.hpp"

#include <napi.h>

namespace playalter {

class ListenerObject : public Napi::ObjectWrap<ListenerObject> {
public:
	static Napi::Function define(Napi::Env env);

	// (socketPath, {peersMax, helloTimeoutMs, refusals}, onEvent)
	explicit ListenerObject(const Napi::CallbackInfo &info);
	~ListenerObject() override;

private:
	Napi::Value close(const Napi::CallbackInfo &info);
	Napi::Value send(const Napi::CallbackInfo &info);
	Napi::Value drop(const Napi::CallbackInfo &info);
	Napi::Value latest_frame_id(const Napi::CallbackInfo &info);
	Napi::Value read_frame(const Napi::CallbackInfo &info);
	Napi::Value read_next_frame(const Napi::CallbackInfo &info);
	Napi::Value read_preview(const Napi::CallbackInfo &info);
	Napi::Value publish_mask(const Napi::CallbackInfo &info);

	template<typename Header, typename Read>
	Napi::Value read_record(const Napi::CallbackInfo &info, bool has_after, size_t meta_length, Read read);
	std::shared_ptr<Peer> peer_argument(const Napi::CallbackInfo &info) const;
	void stop();
	static void on_environment_end(void *self);

	std::unique_ptr<ChannelListener> listener_;
	EventDelivery *delivery_ = nullptr; // null once stopped
};

} // namespace playalter
