// SPDX-License-Identifier: GPL-2.0-or-later
//
// Accepts filters, checks what they bring, and reports what they do. Owns one thread, which does
// nothing but wait for sockets and doorbells; everything public is called on the JavaScript thread.
//
// A connection: accepted -> (hello with a sound mapping) -> open -> closed
//               accepted -> (anything else, or silence)  -> closed, with a refusal sent first
#pragma once

#include "../platform/packet-listener.hpp"
#include "../platform/poller.hpp"
#include "channel-event.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace playalter {

struct ListenerOptions {
	std::string socket_path;
	// Connections, open or not; who comes when it is full is closed with `too_many_peers`.
	uint32_t peers_max;
	uint32_t hello_timeout_ms;
	// Close code to the last message that the peer is sent, for codes that explain a refusal.
	std::map<std::string, std::string> refusals;
};

class ChannelListener {
public:
	// `on_event` runs on the listener's thread until `close` returns. Throws Fault, see PacketListener.
	ChannelListener(ListenerOptions options, std::function<void(ChannelEvent &&)> on_event);
	~ChannelListener();
	ChannelListener(const ChannelListener &) = delete;
	ChannelListener &operator=(const ChannelListener &) = delete;

	// Drops every peer, ends the thread, removes the socket file. No event comes after it.
	void close();

	// Null when there is no such peer, or none with a mapping yet.
	std::shared_ptr<Peer> find(uint32_t peer_id);
	// The peer gets what was sent before, then the end; `closed` follows with `dropped`.
	void drop(uint32_t peer_id);
	// After the queue of a muted peer was emptied.
	void resume();

private:
	void run();
	void wait_and_handle();
	void accept_all(uint64_t now_ns);
	void handle_socket(const std::shared_ptr<Peer> &peer, const Ready &ready);
	void receive_one(const std::shared_ptr<Peer> &peer);
	void mute_if_full(Peer &peer);
	void unmute_drained();
	void open(const std::shared_ptr<Peer> &peer);
	void close_peer(const std::shared_ptr<Peer> &peer, const std::string &code, const std::string &detail);
	void close_silent(uint64_t now_ns);

	const ListenerOptions options_;
	const std::function<void(ChannelEvent &&)> on_event_;
	std::unique_ptr<PacketListener> listener_;
	Poller poller_;
	std::atomic<bool> is_stopping_{false};

	// Listener's thread.
	Packet packet_;
	std::map<uint32_t, std::shared_ptr<Peer>> connections_;
	uint32_t next_id_ = 1;
	uint32_t waiting_for_hello_ = 0;
	bool is_accepting_paused_ = false;

	// The open ones among the connections, for the JavaScript thread.
	std::mutex mutex_;
	std::map<uint32_t, std::shared_ptr<Peer>> open_;

	std::thread thread_;
};

} // namespace playalter
