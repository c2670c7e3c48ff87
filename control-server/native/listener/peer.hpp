// SPDX-License-Identifier: GPL-2.0-or-later
//
// One connected filter. Born and closed on the listener's thread; between its opening and its end
// the JavaScript thread reads frames, writes masks and sends messages.
#pragma once

#include "../core/frame-reader.hpp"
#include "../core/mask-writer.hpp"
#include "../core/preview-reader.hpp"
#include "../platform/packet-socket.hpp"
#include "../platform/shared-mapping.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace playalter {

class Peer {
public:
	Peer(uint32_t id, PacketSocket socket, uint64_t accepted_ns)
		: id(id),
		  accepted_ns(accepted_ns),
		  socket(std::move(socket))
	{
	}

	const uint32_t id;
	const uint64_t accepted_ns;
	const PacketSocket socket;

	// Listener's thread. Takes over what came with the hello; throws Fault, and then nothing changed.
	void open(const Packet &hello);
	Handle doorbell;
	bool is_muted_on_poller = false;

	// Both threads.
	std::atomic<bool> is_frame_pending{false};
	std::atomic<uint32_t> queued_messages{0};
	// Set when `queued_messages` ran full: whoever empties the queue wakes the listener.
	std::atomic<bool> is_muted{false};
	std::atomic<bool> is_dropped_by_us{false};

	// JavaScript thread, once the peer was announced.
	uint64_t latest_frame_id() const;
	FrameStatus read_frame(FrameHeader &header, uint8_t *pixels, size_t pixels_bytes) const;
	FrameStatus read_next_frame(uint64_t after, FrameHeader &header, uint8_t *pixels, size_t pixels_bytes) const;
	FrameStatus read_preview(uint64_t after, PreviewHeader &header, uint8_t *pixels, size_t pixels_bytes) const;
	void publish_mask(const MaskInput &mask);

private:
	SharedMapping mapping_;
	std::unique_ptr<MaskWriter> masks_;
};

} // namespace playalter
