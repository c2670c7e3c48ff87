// SPDX-License-Identifier: GPL-2.0-or-later
//
// The sequence lock between two processes: one writes masks as fast as it can, each stamped through and
// through with its number; the other must never read a mixture. A reader without the lock must, or
// the test could not fail.
#include "channel/mask-reader.hpp"

#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channel/frame-mapping.hpp"
#include "channel/mask-record-copy.hpp"
#include "check.hpp"
#include "daemon-view.hpp"

using namespace playalter;
using playalter::testing::DaemonView;

namespace {

constexpr uint64_t kFrameId = 77;
constexpr uint32_t kEpoch = 1;
constexpr uint32_t kPatchBytes = 32 * 32 * 4;
constexpr int64_t kLimitMs = 20000;
constexpr useconds_t kTurnUs = 50;

uint32_t patches_of(uint64_t stamp)
{
	return 1 + uint32_t(stamp % 8);
}

// Never returns; the parent kills it.
[[noreturn]] void write_for_ever(int memory_descriptor)
{
	DaemonView daemon(memory_descriptor);
	MaskRecord &record = daemon.mask(kFrameId);
	for (uint64_t stamp = 1;; stamp++) {
		const uint32_t sequence = record.sequence.load(std::memory_order_relaxed);
		record.sequence.store(sequence + 1, std::memory_order_relaxed);
		std::atomic_thread_fence(std::memory_order_release);
		const uint32_t count = patches_of(stamp);
		record.epoch = kEpoch;
		record.frame_id = kFrameId;
		record.based_on_id = kFrameId;
		record.published_ns = stamp;
		record.flags = 0;
		record.patch_count = count;
		record.pixel_bytes = count * kPatchBytes;
		auto *pixels = reinterpret_cast<uint32_t *>(daemon.mask_pixels(kFrameId));
		for (uint32_t index = 0; index < count; index++) {
			daemon.patches(kFrameId)[index] = {float(index), 0, 8, 0, 0, 8, 32, index * kPatchBytes,
							   uint32_t(stamp), {}};
			for (uint32_t word = 0; word < kPatchBytes / 4; word++)
				pixels[index * kPatchBytes / 4 + word] = uint32_t(stamp);
			// On a shared core, the reader gets its turn in the middle of a record too,
			if (stamp % 64 == 7 && index == count / 2)
				usleep(kTurnUs);
		}
		record.sequence.store(sequence + 2, std::memory_order_release);
		// Room for a reader: without a pause the slot is nearly always being written.
		for (volatile int pause = 0; pause < 4000; pause = pause + 1) {
		}
		// and with a whole one.
		if (stamp % 64 == 32)
			usleep(kTurnUs);
	}
}

bool is_of_one_piece(const PatchRecord *patches, uint32_t patch_count, uint32_t pixel_bytes, uint64_t stamp,
		     const uint8_t *pixels)
{
	if (patch_count != patches_of(stamp) || pixel_bytes != patch_count * kPatchBytes)
		return false;
	for (uint32_t index = 0; index < patch_count; index++) {
		if (patches[index].track_id != uint32_t(stamp))
			return false;
	}
	for (uint32_t at = 0; at < pixel_bytes; at += 4) {
		uint32_t word = 0;
		memcpy(&word, pixels + at, 4);
		if (word != uint32_t(stamp))
			return false;
	}
	return true;
}

class Writer {
public:
	explicit Writer(int memory_descriptor) : pid_(fork())
	{
		if (pid_ < 0)
			throw std::runtime_error("fork");
		if (pid_ == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			write_for_ever(memory_descriptor);
		}
	}
	~Writer()
	{
		kill(pid_, SIGKILL);
		waitpid(pid_, nullptr, 0);
	}

private:
	pid_t pid_;
};

struct Counts {
	uint64_t whole = 0;
	uint64_t torn = 0;
	uint64_t distinct = 0;
};

// Reads until `is_enough` or the time is over.
template <typename Read, typename IsEnough> Counts count_reads(Read read, IsEnough is_enough)
{
	ChannelError error;
	const auto mapping = FrameMapping::create(error);
	REQUIRE(mapping);
	Writer writer(mapping->memory_descriptor());
	MaskCopy copy;
	Counts counts;
	uint64_t last_stamp = 0;
	const int64_t deadline_ms = monotonic_ms() + kLimitMs;
	while (!is_enough(counts) && monotonic_ms() < deadline_ms) {
		uint64_t stamp = 0;
		uint32_t patch_count = 0;
		uint32_t pixel_bytes = 0;
		if (!read(mapping->data(), copy, stamp, patch_count, pixel_bytes))
			continue;
		if (is_of_one_piece(copy.patches, patch_count, pixel_bytes, stamp, copy.pixels.get()))
			counts.whole++;
		else
			counts.torn++;
		counts.distinct += stamp != last_stamp;
		last_stamp = stamp;
	}
	printf("%llu whole, %llu torn, %llu distinct\n", (unsigned long long)counts.whole,
	       (unsigned long long)counts.torn, (unsigned long long)counts.distinct);
	return counts;
}

} // namespace

TEST_CASE("a record that is read as ok is of one piece")
{
	const Counts counts = count_reads(
		[](const uint8_t *channel, MaskCopy &copy, uint64_t &stamp, uint32_t &patch_count,
		   uint32_t &pixel_bytes) {
			MaskRequest request;
			request.frame_id = kFrameId;
			request.epoch = kEpoch;
			request.latest_frame_id = kFrameId;
			const MaskReadResult result = MaskReader(channel).read(request, copy);
			// The writer keeps to the protocol: a record that looks as if it didn't was torn.
			CHECK(result.status != MaskReadStatus::invalid);
			stamp = copy.published_ns;
			patch_count = copy.patch_count;
			pixel_bytes = copy.pixel_bytes;
			return result.is_ok();
		},
		[](const Counts &counts) { return counts.distinct >= 20000 || counts.torn > 0; });
	CHECK_EQ(counts.torn, 0u);
	CHECK(counts.distinct > 100);
}

TEST_CASE("without the lock, records are torn")
{
	const Counts counts = count_reads(
		[](const uint8_t *channel, MaskCopy &copy, uint64_t &stamp, uint32_t &patch_count,
		   uint32_t &pixel_bytes) {
			detail::MaskRecordFields fields;
			const auto outcome = detail::copy_mask_record<false>(channel + mask_slot_at(kFrameId), kFrameId,
									     kEpoch, fields, copy);
			stamp = fields.published_ns;
			patch_count = fields.patch_count;
			pixel_bytes = fields.pixel_bytes;
			return outcome == detail::CopyOutcome::copied;
		},
		[](const Counts &counts) { return counts.torn >= 10; });
	CHECK(counts.torn > 0);
}

TEST_MAIN
