// SPDX-License-Identifier: GPL-2.0-or-later
//
// Sources that show the test picture, one frame number further each tick, drawn in each of the ways that
// libobs knows. Made on the command thread; tick and render on the graphics thread.
#pragma once

#include "test-picture.hpp"

#include <obs.h>

#include <atomic>
#include <cstdint>
#include <vector>

namespace frame_host {

struct SourceKind {
	const char *id;
	uint32_t output_flags;
	AlphaKind alpha;
	gs_color_space space;
};

// What all kinds share: the size and the frame number.
class PictureClock {
public:
	// Any thread; counts from the next tick on.
	void set_size(Size size);
	// Graphics thread.
	void advance();
	Size size() const { return size_; }
	// 0 before the first tick.
	uint32_t frame_number() const { return number_.load(std::memory_order_relaxed); }

private:
	std::atomic<uint64_t> wanted_size_{0};
	Size size_;
	std::atomic<uint32_t> number_{0};
};

class TestSource {
public:
	TestSource(const SourceKind &kind, obs_source_t *source) : kind_(kind), source_(source) {}
	~TestSource();
	TestSource(const TestSource &) = delete;
	TestSource &operator=(const TestSource &) = delete;

	PictureClock &clock() { return clock_; }
	const SourceKind &kind() const { return kind_; }

	void tick();
	void render();

private:
	void upload();
	void output_async();

	const SourceKind &kind_;
	obs_source_t *source_;
	PictureClock clock_;
	std::vector<uint8_t> rgba_;
	gs_texture_t *texture_ = nullptr;
	Size texture_size_;
	uint32_t uploaded_number_ = 0;
};

// Once, after obs_startup.
void register_test_sources();
bool is_source_kind(const char *id);
// Of an obs_source of one of these kinds.
TestSource &test_source_of(obs_source_t *source);

} // namespace frame_host
