// SPDX-License-Identifier: GPL-2.0-or-later
//
// The user's picture for the cover, decoded on the thread that makes it.
#pragma once

#include <obs-module.h>

#include <graphics/image-file.h>

#include <string>

namespace playalter {

class CoverImage {
public:
	CoverImage() = default;
	// Empty, with a line in the log, if the path is no regular file, too large, or no picture.
	explicit CoverImage(const std::string &path);
	~CoverImage();
	CoverImage(CoverImage &&other) noexcept;
	CoverImage &operator=(CoverImage &&other) noexcept;

	// Null when empty.
	gs_texture_t *texture() const { return loaded_ ? image_.image3.image2.image.texture : nullptr; }

private:
	gs_image_file4_t image_{};
	bool loaded_ = false;
};

} // namespace playalter
