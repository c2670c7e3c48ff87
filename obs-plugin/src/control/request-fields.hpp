// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reads the fields of a request, strictly: what is of another type, too long, missing or unknown is
// `request_invalid`, with a sentence that names it. Any thread.
#pragma once

#include "obs-handles.hpp"
#include "request-failure.hpp"

#include <obs-module.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace playalter {

class RequestFields {
public:
	// `known`: every key that the request may have. `data` is borrowed.
	RequestFields(obs_data_t *data, std::initializer_list<const char *> known);

	// Not empty.
	std::string text(const char *key, size_t bytes_max) const;
	std::optional<std::string> optional_text(const char *key, size_t bytes_max) const;
	// As it is, of any length; for what has a limit and a code of its own.
	std::string raw_text(const char *key) const;
	std::optional<bool> optional_bool(const char *key) const;
	bool flag(const char *key) const { return optional_bool(key).value_or(false); }
	// Null if it is not there.
	DataRef optional_object(const char *key) const;
	std::optional<std::vector<DataRef>> optional_objects(const char *key) const;
	bool has(const char *key) const;

private:
	struct ItemRelease {
		void operator()(obs_data_item_t *item) const { obs_data_item_release(&item); }
	};
	using Item = std::unique_ptr<obs_data_item_t, ItemRelease>;

	// Null if it is not there.
	Item find(const char *key, obs_data_type type, const char *what) const;

	obs_data_t *data_;
};

} // namespace playalter
