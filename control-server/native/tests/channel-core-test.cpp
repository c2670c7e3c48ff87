// SPDX-License-Identifier: GPL-2.0-or-later
//
// The part of the channel that reads hostile memory, and the listener around it, without Node and
// under the address and undefined-behaviour sanitisers. Random corruption with a fixed seed; any
// finding of a sanitiser, or a failed check, ends the process with an error.

#include "../listener/channel-listener.hpp"
#include "../platform/clock.hpp"
#include "../platform/fault.hpp"
#include "../test-peer/channel-memory.hpp"
#include "../test-peer/frame-writer.hpp"
#include "../test-peer/mask-reader.hpp"
#include "../test-peer/preview-writer.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <random>
#include <unistd.h>

using namespace playalter;

namespace {

void check(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "failed: %s\n", what);
	exit(1);
}

constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW;
constexpr uint32_t kSide = 48;

FrameHeader sound_header(uint64_t id)
{
	FrameHeader header = {};
	header.frame_id = id;
	header.captured_ns = header.published_ns = monotonic_ns();
	header.source_width = 1920;
	header.source_height = 1080;
	header.width = header.height = kSide;
	header.frame_interval_ns = 33333333;
	return header;
}

PreviewHeader sound_preview(uint64_t number)
{
	const uint64_t now_ns = monotonic_ns();
	return {number, number, number + 1, now_ns, now_ns, 0, kSide, kSide};
}

// Exactly as large as needed, so that one byte too many is found.
struct MaskRoom {
	std::vector<float> quads = std::vector<float>(kPatchesMax * 6);
	std::vector<uint32_t> sides = std::vector<uint32_t>(kPatchesMax);
	std::vector<uint32_t> track_ids = std::vector<uint32_t>(kPatchesMax);
	std::vector<uint8_t> pixels = std::vector<uint8_t>(kMaskPixelBytes);

	MaskOutput output() { return {{}, quads.data(), sides.data(), track_ids.data(), pixels.data(), 0}; }
};

MaskInput sound_mask(uint64_t id, const MaskRoom &room)
{
	return {id,
		id,
		1,
		0,
		1,
		32 * 32 * 4,
		room.quads.data(),
		room.sides.data(),
		room.track_ids.data(),
		room.pixels.data()};
}

uint32_t tricky_word(std::mt19937 &random)
{
	static const uint32_t words[] = {0,          1,          16,         63,         64,         128,
					 129,        256,        1280,       1281,       16384,      16385,
					 0x200000,   0x200001,   0x7fc00000, 0x7f800000, 0x7f7fffff, 0xffffffffu,
					 0x80000000, 0x7fffffff, 0xffffffc0};
	return random() % 4 == 0 ? random() : words[random() % (sizeof(words) / sizeof(*words))];
}

void test_hostile_memory()
{
	const ChannelMemory memory = create_channel_memory(kChannelBytes, kSeals);
	const ChannelView channel(memory.mapping.data());
	write_header(channel);
	FrameWriter frames(channel);
	PreviewWriter previews(channel);
	MaskWriter masks(channel);
	std::vector<uint8_t> sent(kSide * kSide * 4, 5);
	std::vector<uint8_t> received(kSide * kSide * 4);
	MaskRoom painted, read_back;
	painted.sides[0] = 32;
	std::mt19937 random(20240607);
	uint64_t statuses[16] = {};
	uint64_t next_statuses[16] = {};
	uint64_t preview_statuses[16] = {};

	for (uint64_t id = 1; id <= 60000; id++) {
		frames.write(sound_header(id), sent.data(), false);
		previews.write(sound_preview(id), sent.data(), false);
		const MaskInput mask = sound_mask(id, painted);
		check(check_mask(mask) == MaskFault::none, "a sound mask is accepted");
		masks.write(mask, monotonic_ns());

		for (uint32_t changes = 1 + random() % 4; changes > 0; changes--) {
			const uint64_t records[] = {0, frame_slot_at(id), mask_slot_at(id), preview_slot_at(id)};
			const uint64_t lengths[] = {sizeof(ChannelHeader), sizeof(FrameRecord),
						    sizeof(MaskRecord) + 2 * sizeof(PatchRecord),
						    sizeof(PreviewRecord)};
			const uint32_t which = random() % 4;
			const uint64_t at = records[which] + random() % (lengths[which] / 4) * 4;
			const uint32_t word = tricky_word(random);
			memcpy(memory.mapping.data() + at, &word, sizeof(word));
		}

		FrameHeader header;
		const FrameStatus status =
			read_newest_frame(channel, monotonic_ns(), header, received.data(), received.size());
		statuses[uint32_t(status)]++;
		if (status == FrameStatus::ok) {
			check(uint64_t(header.width) * header.height * 4 <= received.size(), "the frame fits");
			check(header.source_width >= 1 && header.source_width <= kSourceSideMax, "the source size");
		}
		const uint64_t after = id > 3 ? id - 1 - random() % 3 : 0;
		const FrameStatus next_status =
			read_next_frame(channel, after, monotonic_ns(), header, received.data(), received.size());
		next_statuses[uint32_t(next_status)]++;
		if (next_status == FrameStatus::ok)
			check(uint64_t(header.width) * header.height * 4 <= received.size(), "the next frame fits");
		PreviewHeader preview;
		const FrameStatus preview_status = read_newest_preview(channel, 0, monotonic_ns(), preview,
								       received.data(), received.size());
		preview_statuses[uint32_t(preview_status)]++;
		if (preview_status == FrameStatus::ok) {
			check(uint64_t(preview.width) * preview.height * 4 <= received.size(), "the preview fits");
			check(preview.state <= 3 && preview.frame_id <= preview.newest_id, "the preview's facts");
		}
		MaskOutput output = read_back.output();
		if (read_mask(channel, id, output, false) == MaskStatus::ok)
			check(output.pixel_bytes <= kMaskPixelBytes, "the mask fits");
		write_header(channel);
		channel.header().latest_frame_id = id;
		channel.header().latest_preview = id;
	}
	check(statuses[uint32_t(FrameStatus::ok)] > 0 && statuses[uint32_t(FrameStatus::invalid_size)] > 0 &&
		      statuses[uint32_t(FrameStatus::busy)] > 0,
	      "the corruption reaches what it aims at");
	check(next_statuses[uint32_t(FrameStatus::ok)] > 0 && next_statuses[uint32_t(FrameStatus::invalid_size)] > 0 &&
		      next_statuses[uint32_t(FrameStatus::busy)] > 0,
	      "the next frame's corruption too");
	check(preview_statuses[uint32_t(FrameStatus::ok)] > 0 &&
		      preview_statuses[uint32_t(FrameStatus::invalid_size)] > 0 &&
		      preview_statuses[uint32_t(FrameStatus::invalid_state)] > 0 &&
		      preview_statuses[uint32_t(FrameStatus::invalid_frame_id)] > 0 &&
		      preview_statuses[uint32_t(FrameStatus::busy)] > 0,
	      "the previews' corruption too");
}

void wait_for(const char *what, const std::function<bool()> &holds)
{
	for (int i = 0; i < 20000 && !holds(); i++)
		std::this_thread::sleep_for(std::chrono::milliseconds(1));
	check(holds(), what);
}

// Connections that come, misbehave and go, while another thread uses those that are open.
void test_listener(const std::string &folder)
{
	std::atomic<uint32_t> opened{0}, closed{0}, frames_seen{0};
	std::atomic<uint32_t> newest{0};
	ListenerOptions options{folder + "/test.sock", 8, 1000, {{"mapping_not_sealed", "refused"}}};
	ChannelListener listener(options, [&](ChannelEvent &&event) {
		if (event.kind == EventKind::opened) {
			newest = event.peer_id;
			opened++;
		} else if (event.kind == EventKind::closed) {
			closed++;
		} else if (event.kind == EventKind::frame) {
			event.peer->is_frame_pending = false;
			frames_seen++;
		} else if (event.kind == EventKind::message) {
			event.peer->queued_messages--;
		}
	});

	MaskRoom painted;
	painted.sides[0] = 32;
	std::vector<uint8_t> sent(kSide * kSide * 4, 5), received(kSide * kSide * 4);
	for (uint32_t round = 1; round <= 60; round++) {
		const bool is_sealed = round % 3 != 0;
		const PacketSocket socket = PacketSocket::connect(options.socket_path);
		const ChannelMemory memory = create_channel_memory(kChannelBytes, is_sealed ? kSeals : 0);
		const ChannelView channel(memory.mapping.data());
		write_header(channel);
		const int handles[] = {memory.memory.get(), memory.doorbell.get()};
		check(socket.send("{}", 2, handles, 2), "the hello is sent");
		if (!is_sealed) {
			wait_for("the refusal", [&] { return closed == round; });
			Packet packet;
			check(socket.receive(packet, 100) == ReceiveOutcome::message && packet.text == "refused",
			      "the refusal is explained");
			continue;
		}
		wait_for("the opening", [&] { return opened == round - round / 3; });
		const std::shared_ptr<Peer> peer = listener.find(newest);
		check(peer != nullptr, "an opened peer is found");
		FrameWriter writer(channel);
		const uint32_t seen = frames_seen;
		writer.write(sound_header(round), sent.data(), false);
		ring(memory.doorbell);
		wait_for("the doorbell", [&] { return frames_seen > seen; });
		FrameHeader header;
		check(peer->read_frame(header, received.data(), received.size()) == FrameStatus::ok, "the frame");
		peer->publish_mask(sound_mask(round, painted));
		if (round % 2 == 0)
			listener.drop(peer->id);
		else
			socket.shut_down();
		wait_for("the end", [&] { return closed == round; });
		// Still held here: the memory must be, too.
		check(peer->latest_frame_id() == round, "a held peer keeps its memory");
	}
	const PacketSocket last = PacketSocket::connect(options.socket_path);
	listener.close();
	listener.close();
	check(access(options.socket_path.c_str(), F_OK) != 0, "the socket file is removed");
}

} // namespace

int main()
{
	char folder[] = "/tmp/playalter-core-XXXXXX";
	check(mkdtemp(folder) != nullptr, "a folder");
	try {
		test_hostile_memory();
		test_listener(folder);
	} catch (const Fault &fault) {
		fprintf(stderr, "%s: %s\n", fault.code(), fault.what());
		return 1;
	}
	check(rmdir(folder) == 0, "nothing is left in the folder");
	return 0;
}
