// SPDX-License-Identifier: GPL-2.0-or-later
//
// The pictures of an unfiltered run, kept as files by frame number, for another run to compare with.
// Graphics thread.
#pragma once

#include "test-picture.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace frame_host {

class ReferenceFrames {
public:
	explicit ReferenceFrames(std::string folder) : folder_(std::move(folder)) {}

	// False if the file can't be written.
	bool keep(uint32_t frame, Size size, const std::vector<uint8_t> &rgba) const;
	// Highest difference per channel from the kept frame, outside of the box; nothing if that frame, in
	// that size, was not kept.
	std::optional<uint32_t> difference(uint32_t frame, Size size, const std::vector<uint8_t> &rgba,
					   const Box &except) const;

private:
	std::string path_of(uint32_t frame, Size size) const;

	std::string folder_;
};

} // namespace frame_host
