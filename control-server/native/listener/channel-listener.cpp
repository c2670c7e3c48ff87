// SPDX-License-Identifier: GPL-2.0-or-later
#include "channel-listener.hpp"

#include "../../../protocol/generated/names.gen.h"
#include "../platform/clock.hpp"
#include "../platform/fault.hpp"
#include "../platform/quiet-thread.hpp"

#include <exception>

namespace playalter {

namespace {

constexpr uint64_t kListenToken = ~0ull - 1;
constexpr size_t kMessageBytesMax = size_t(names::limit_message_bytes_max);
// Messages of one peer that JavaScript has not taken yet; at 16 KiB each this bounds what a peer
// can make us hold. The rest waits in the socket, and then in the peer.
constexpr uint32_t kQueuedMessagesMax = 64;
// How often silent connections are looked at, and accepting is tried again.
constexpr int kTickMs = 100;

uint64_t socket_token(uint32_t peer_id)
{
	return uint64_t(peer_id) << 1;
}

uint64_t doorbell_token(uint32_t peer_id)
{
	return (uint64_t(peer_id) << 1) | 1;
}

} // namespace

ChannelListener::ChannelListener(ListenerOptions options, std::function<void(ChannelEvent &&)> on_event)
	: options_(std::move(options)),
	  on_event_(std::move(on_event)),
	  listener_(std::make_unique<PacketListener>(options_.socket_path))
{
	if (!poller_.watch(listener_->get(), kListenToken))
		throw Fault("listener_failed", "The socket can't be watched.");
	thread_ = start_quiet_thread("playalter-chan", [this] { run(); });
}

ChannelListener::~ChannelListener()
{
	close();
}

void ChannelListener::close()
{
	is_stopping_ = true;
	if (thread_.joinable()) {
		poller_.wake();
		thread_.join();
	}
	for (const auto &[id, peer] : connections_)
		peer->socket.shut_down();
	connections_.clear();
	{
		const std::lock_guard<std::mutex> guard(mutex_);
		open_.clear();
	}
	listener_.reset();
}

std::shared_ptr<Peer> ChannelListener::find(uint32_t peer_id)
{
	const std::lock_guard<std::mutex> guard(mutex_);
	const auto found = open_.find(peer_id);
	return found == open_.end() ? nullptr : found->second;
}

void ChannelListener::drop(uint32_t peer_id)
{
	if (const std::shared_ptr<Peer> peer = find(peer_id)) {
		peer->is_dropped_by_us = true;
		peer->socket.shut_down();
	}
}

void ChannelListener::resume()
{
	poller_.wake();
}

void ChannelListener::run()
{
	try {
		while (!is_stopping_)
			wait_and_handle();
	} catch (const Fault &fault) {
		on_event_({EventKind::failed, 0, 0, fault.code(), fault.what(), nullptr});
	} catch (const std::exception &error) {
		on_event_({EventKind::failed, 0, 0, "listener_failed", error.what(), nullptr});
	}
}

void ChannelListener::wait_and_handle()
{
	const bool needs_tick = waiting_for_hello_ > 0 || is_accepting_paused_;
	Ready ready[Poller::kReadyMax];
	const size_t count = poller_.wait(ready, needs_tick ? kTickMs : -1);
	const uint64_t now_ns = monotonic_ns();

	for (size_t i = 0; i < count && !is_stopping_; i++) {
		if (ready[i].token == Poller::kWakeToken) {
			unmute_drained();
			continue;
		}
		if (ready[i].token == kListenToken) {
			accept_all(now_ns);
			continue;
		}
		// Gone since the kernel reported it, or not: ids are never used twice.
		const auto found = connections_.find(uint32_t(ready[i].token >> 1));
		if (found == connections_.end())
			continue;
		const std::shared_ptr<Peer> peer = found->second;
		if (ready[i].token != doorbell_token(peer->id))
			handle_socket(peer, ready[i]);
		else if (!peer->is_frame_pending.exchange(true))
			on_event_({EventKind::frame, peer->id, 0, {}, {}, peer});
	}

	if (is_accepting_paused_ && count == 0) {
		poller_.set_muted(listener_->get(), kListenToken, false);
		is_accepting_paused_ = false;
	}
	if (waiting_for_hello_ > 0)
		close_silent(now_ns);
}

void ChannelListener::accept_all(uint64_t now_ns)
{
	PacketSocket socket;
	for (;;) {
		const AcceptOutcome outcome = listener_->accept(socket);
		if (outcome == AcceptOutcome::out_of_handles) {
			// The caller waits in the backlog; without the pause it would keep us spinning.
			poller_.set_muted(listener_->get(), kListenToken, true);
			is_accepting_paused_ = true;
		}
		if (outcome != AcceptOutcome::accepted)
			return;

		const auto peer = std::make_shared<Peer>(next_id_++, std::move(socket), now_ns);
		connections_.emplace(peer->id, peer);
		waiting_for_hello_++;
		if (!peer->socket.peer().is_same_user)
			close_peer(peer, "peer_foreign_user", "A program of another user tried to connect.");
		else if (connections_.size() > options_.peers_max)
			close_peer(peer, "too_many_peers", "More filters than the daemon serves.");
		else if (!poller_.watch(peer->socket.get(), socket_token(peer->id)))
			close_peer(peer, "peer_unwatchable", "The system watches no more connections.");
	}
}

void ChannelListener::handle_socket(const std::shared_ptr<Peer> &peer, const Ready &ready)
{
	if (ready.is_readable && !peer->is_muted_on_poller && !peer->is_dropped_by_us)
		receive_one(peer);
	// What a dead peer still had to say is read first, unless it said more than we listen to.
	else if (ready.is_hung_up)
		close_peer(peer, "peer_closed", "The filter has gone.");
}

void ChannelListener::receive_one(const std::shared_ptr<Peer> &peer)
{
	switch (peer->socket.receive(packet_, kMessageBytesMax)) {
	case ReceiveOutcome::nothing:
		return;
	case ReceiveOutcome::closed:
		close_peer(peer, "peer_closed", "The filter has gone.");
		return;
	case ReceiveOutcome::too_long:
		packet_.handles.clear();
		close_peer(peer, "message_too_long", "The filter sent a message beyond the limit.");
		return;
	case ReceiveOutcome::message:
		break;
	}

	if (!peer->doorbell.is_open()) {
		try {
			open(peer);
		} catch (const Fault &fault) {
			packet_.handles.clear();
			close_peer(peer, fault.code(), fault.what());
			return;
		}
	} else if (!packet_.handles.empty() || packet_.has_lost_handles) {
		packet_.handles.clear();
		close_peer(peer, "descriptors_unexpected", "Only a hello may carry descriptors.");
		return;
	}

	peer->queued_messages++;
	on_event_({EventKind::message, peer->id, 0, packet_.text, {}, peer});
	mute_if_full(*peer);
}

void ChannelListener::open(const std::shared_ptr<Peer> &peer)
{
	peer->open(packet_);
	// Watched before it is announced, and after the mapping is in place.
	if (!poller_.watch_signals(packet_.handles[1].get(), doorbell_token(peer->id)))
		throw Fault("doorbell_unusable", "The doorbell of the filter can't be waited for.");
	peer->doorbell = std::move(packet_.handles[1]);
	packet_.handles.clear();
	waiting_for_hello_--;
	{
		const std::lock_guard<std::mutex> guard(mutex_);
		open_.emplace(peer->id, peer);
	}
	on_event_({EventKind::opened, peer->id, peer->socket.peer().pid, {}, {}, nullptr});
}

void ChannelListener::mute_if_full(Peer &peer)
{
	if (peer.queued_messages < kQueuedMessagesMax)
		return;
	peer.is_muted = true;
	// The queue may have been emptied just before the flag was up; then nobody would wake us.
	if (peer.queued_messages < kQueuedMessagesMax) {
		peer.is_muted = false;
		return;
	}
	poller_.set_muted(peer.socket.get(), socket_token(peer.id), true);
	peer.is_muted_on_poller = true;
}

void ChannelListener::unmute_drained()
{
	for (const auto &[id, peer] : connections_) {
		if (!peer->is_muted_on_poller || peer->queued_messages >= kQueuedMessagesMax)
			continue;
		peer->is_muted = false;
		peer->is_muted_on_poller = false;
		poller_.set_muted(peer->socket.get(), socket_token(id), false);
	}
}

void ChannelListener::close_peer(const std::shared_ptr<Peer> &peer, const std::string &code, const std::string &detail)
{
	const bool was_open = peer->doorbell.is_open();
	const auto refusal = options_.refusals.find(code);
	if (refusal != options_.refusals.end())
		peer->socket.send(refusal->second.data(), refusal->second.size());

	// By hand, because JavaScript may hold the peer for a little longer.
	poller_.forget(peer->socket.get());
	if (was_open)
		poller_.forget(peer->doorbell.get());
	else
		waiting_for_hello_--;
	peer->socket.shut_down();
	{
		const std::lock_guard<std::mutex> guard(mutex_);
		open_.erase(peer->id);
	}
	connections_.erase(peer->id);

	if (peer->is_dropped_by_us)
		on_event_({EventKind::closed, peer->id, 0, "dropped", "The daemon has dropped the filter.", nullptr});
	else
		on_event_({EventKind::closed, peer->id, 0, code, detail, nullptr});
}

void ChannelListener::close_silent(uint64_t now_ns)
{
	std::vector<std::shared_ptr<Peer>> silent;
	for (const auto &[id, peer] : connections_) {
		if (!peer->doorbell.is_open() &&
		    now_ns - peer->accepted_ns >= uint64_t(options_.hello_timeout_ms) * 1000000)
			silent.push_back(peer);
	}
	for (const std::shared_ptr<Peer> &peer : silent)
		close_peer(peer, "hello_timeout", "A program connected and did not say what it is.");
}

} // namespace playalter
