// SPDX-License-Identifier: GPL-2.0-or-later
//
// What messages to and from the daemon are written and checked with: obs_data, field by field. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <obs-data.h>
#include <string>

#include "stream-settings.hpp"

namespace playalter::message {

struct DataRelease {
	void operator()(obs_data_t *data) const { obs_data_release(data); }
};
struct ItemRelease {
	void operator()(obs_data_item_t *item) const { obs_data_item_release(&item); }
};
using Data = std::unique_ptr<obs_data_t, DataRelease>;
using Item = std::unique_ptr<obs_data_item_t, ItemRelease>;

// With its `type`.
Data message_data(const char *type);
void set_text(const Data &data, const char *name, const std::string &text, size_t bytes_max);
void set_object(const Data &data, const char *name, const Data &object);
std::string to_json(const Data &data);
// Null if it is not one whole JSON object.
Data from_json(const std::string &text);

// Reads the fields of one object, and remembers the first that is not as it must be.
class FieldReader {
public:
	explicit FieldReader(obs_data_t *data) : data_(data) {}

	// Cut, and clean: for users.
	std::string text(const char *name);
	int64_t integer(const char *name, int64_t min);
	double not_negative(const char *name);
	// Never null.
	Data object(const char *name);
	Quantiles quantiles(const char *name);

	void fail(const char *name);
	const std::string &invalid_field() const { return invalid_field_; }

private:
	Item find(const char *name) { return Item(obs_data_item_byname(data_, name)); }

	obs_data_t *data_;
	std::string invalid_field_;
};

} // namespace playalter::message
