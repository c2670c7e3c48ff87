// SPDX-License-Identifier: GPL-2.0-or-later
//
// A connected socket that keeps message boundaries and can carry handles. Never blocks, never
// raises a signal. `send` and `shut_down` may be called on another thread than `receive`.
#pragma once

#include "handle.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace playalter {

struct PeerIdentity {
	int64_t pid;
	bool is_same_user;
};

enum class ReceiveOutcome { message, nothing, closed, too_long };

struct Packet {
	std::string text;
	std::vector<Handle> handles;
	bool has_lost_handles = false; // more than the system could deliver
};

class PacketSocket {
public:
	PacketSocket() = default;
	explicit PacketSocket(Handle handle) : handle_(std::move(handle)) {}

	// Throws Fault connect_failed.
	static PacketSocket connect(const std::string &path);

	// `packet` is overwritten, its text's capacity reused; whatever handles came with the message
	// are owned by it. An empty message is taken for the end, which the system does not tell apart.
	ReceiveOutcome receive(Packet &packet, size_t bytes_max) const;

	// False when the peer does not read or is gone.
	bool send(const char *text, size_t bytes, const int *handles = nullptr, size_t handle_count = 0) const;

	// The peer sees the end after what was sent before; our own poller wakes.
	void shut_down() const;

	// Asked of the kernel, which remembers who called connect.
	PeerIdentity peer() const;

	int get() const { return handle_.get(); }

private:
	Handle handle_;
};

} // namespace playalter
