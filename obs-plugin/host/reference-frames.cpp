// SPDX-License-Identifier: GPL-2.0-or-later
#include "reference-frames.hpp"

#include "picture-reader.hpp"

#include <fstream>
#include <iterator>

namespace frame_host {

std::string ReferenceFrames::path_of(uint32_t frame, Size size) const
{
	return folder_ + "/" + std::to_string(size.width) + "x" + std::to_string(size.height) + "-" +
	       std::to_string(frame) + ".rgba";
}

bool ReferenceFrames::keep(uint32_t frame, Size size, const std::vector<uint8_t> &rgba) const
{
	std::ofstream file(path_of(frame, size), std::ios::binary);
	file.write(reinterpret_cast<const char *>(rgba.data()), std::streamsize(rgba.size()));
	return file.good();
}

std::optional<uint32_t> ReferenceFrames::difference(uint32_t frame, Size size, const std::vector<uint8_t> &rgba,
						    const Box &except) const
{
	std::ifstream file(path_of(frame, size), std::ios::binary);
	std::vector<uint8_t> kept((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
	if (kept.size() != rgba.size() || kept.empty())
		return std::nullopt;
	return highest_difference(kept, rgba, size, except);
}

} // namespace frame_host
