//! Dates for people, in their own time zone, and for programs, with the offset as sent.

use std::sync::LazyLock;

use imapclient::types::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp, Zoned, civil};

/// The system's zone. It is found at first use: that means reading the directories of all zones, which
/// would be most of the work of starting.
static SYSTEM_ZONE: LazyLock<TimeZone> = LazyLock::new(TimeZone::system);

/// The time zone dates are shown in, and what counts as now.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    /// The zone; absent for the system's.
    pub(crate) zone: Option<TimeZone>,
    /// Dates half a year before this, or after it, are shown with their year.
    pub(crate) now: Timestamp,
}

impl Clock {
    /// The system's zone and the time it is.
    pub(crate) fn system() -> Self {
        Clock {
            zone: None,
            now: Timestamp::now(),
        }
    }

    /// A date in twelve columns: `Nov 22 21:07`, or `Nov 22  2024` when that is not of the last months.
    pub(crate) fn short(&self, date: &Zoned) -> String {
        let local = self.local(date);
        let format = if self.is_recent(date.timestamp()) {
            "%b %d %H:%M"
        } else {
            "%b %d  %Y"
        };
        local.strftime(format).to_string()
    }

    /// A date in the zone of this clock, with the offset it had then.
    pub(crate) fn local(&self, date: &Zoned) -> Zoned {
        let zone = self.zone.as_ref().unwrap_or(&SYSTEM_ZONE);
        date.with_time_zone(zone.clone())
    }

    /// A date in full: `Sat, 21 Nov 2026 09:15:22 +0100`, in its own offset.
    pub(crate) fn full(date: &Zoned) -> String {
        date.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
    }

    fn is_recent(&self, when: Timestamp) -> bool {
        let half_a_year = Span::new().hours(183 * 24);
        let a_day = Span::new().hours(24);
        let oldest = self.now.checked_sub(half_a_year).unwrap_or(Timestamp::MIN);
        let newest = self.now.checked_add(a_day).unwrap_or(Timestamp::MAX);
        (oldest..=newest).contains(&when)
    }
}

/// Takes a date of the protocol, if the calendar has it.
pub(crate) fn moment(date: &DateTime) -> Option<Zoned> {
    let narrow = |number: u8| i8::try_from(number).ok();
    let time = civil::DateTime::new(
        i16::try_from(date.date.year).ok()?,
        narrow(date.date.month)?,
        narrow(date.date.day)?,
        narrow(date.hour)?,
        narrow(date.minute)?,
        // A leap second is told as the second before it.
        narrow(date.second.min(59))?,
        0,
    )
    .ok()?;
    let offset = Offset::from_seconds(i32::from(date.offset) * 60).ok()?;
    Some(
        offset
            .to_timestamp(time)
            .ok()?
            .to_zoned(TimeZone::fixed(offset)),
    )
}

/// Reads a `Date:` field as leniently as can be; what it says is believed but for the day of the week.
pub(crate) fn header_moment(field: &[u8]) -> Option<Zoned> {
    moment(&DateTime::parse(field)?)
}

/// A date of the protocol for programs: RFC 3339 with the offset as sent. Each message has one or two of them, and
/// `format!` would be a tenth of all that is done to a message.
pub(crate) fn rfc3339(date: &DateTime) -> Rfc3339 {
    let (year, offset) = (date.date.year.min(9999), date.offset.unsigned_abs());
    let sign = if date.offset < 0 { b'-' } else { b'+' };
    let mut told = *b"0000-00-00T00:00:00+00:00";
    for (place, number) in [
        (0, year / 100),
        (2, year % 100),
        (5, date.date.month.into()),
        (8, date.date.day.into()),
        (11, date.hour.into()),
        (14, date.minute.into()),
        (17, date.second.into()),
        (20, offset / 60),
        (23, offset % 60),
    ] {
        told[place] += (number / 10 % 10) as u8;
        told[place + 1] += (number % 10) as u8;
    }
    told[19] = sign;
    Rfc3339(told)
}

/// A `Date:` field for programs, where it can be read.
pub(crate) fn header_rfc3339(field: &[u8]) -> Option<Rfc3339> {
    DateTime::parse(field).map(|date| rfc3339(&date))
}

/// `2026-11-21T09:15:22+01:00`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rfc3339([u8; 25]);

impl Rfc3339 {
    /// Its digits and marks, all of them ASCII.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use imapclient::types::Date;

    use super::*;

    fn clock() -> Clock {
        Clock {
            zone: Some(TimeZone::fixed(Offset::constant(1))),
            now: "2026-11-22T21:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn dates_are_local_and_old_ones_have_their_year() {
        for (field, told) in [
            ("Sun, 22 Nov 2026 20:07:00 +0000", "Nov 22 21:07"),
            ("Mon, 22 Nov 2026 20:07:00 GMT", "Nov 22 21:07"),
            ("22 Nov 2026 15:07 EST", "Nov 22 21:07"),
            ("Sun, 22 Nov 2026 20:07:00", "Nov 22 21:07"),
            ("Sunday, 22 November 2026 20:07:00 XYZT", "Nov 22 21:07"),
            ("Sun Nov 22 21:07:00 +0100 2026", "Nov 22 21:07"),
            ("Sun, 22 Nov 2026 21:07:00 +0100 (CET)", "Nov 22 21:07"),
            ("1 Jan 2026 00:00:00 +0100", "Jan 01  2026"),
            ("1 Jan 2030 00:00:00 +0100", "Jan 01  2030"),
        ] {
            let date = header_moment(field.as_bytes()).unwrap();
            assert_eq!(clock().short(&date), told, "{field}");
        }
        assert!(header_moment(b"yesterday").is_none());
        assert!(header_moment(b"\xff").is_none());
    }

    #[test]
    fn programs_get_the_offset_as_sent() {
        let date = DateTime {
            date: Date::new(2026, 11, 21).unwrap(),
            hour: 9,
            minute: 15,
            second: 60,
            offset: -210,
        };
        assert_eq!(rfc3339(&date).as_str(), "2026-11-21T09:15:60-03:30");
        for (year, offset, told) in [
            (0, 0, "0000-11-21T09:15:60+00:00"),
            (9999, 14 * 60, "9999-11-21T09:15:60+14:00"),
        ] {
            let date = DateTime {
                date: Date { year, ..date.date },
                offset,
                ..date
            };
            assert_eq!(rfc3339(&date).as_str(), told);
        }
        assert_eq!(
            Clock::full(&moment(&date).unwrap()),
            "Sat, 21 Nov 2026 09:15:59 -0330"
        );
        assert_eq!(
            header_rfc3339(b"21 Nov 2026 09:15:22 +0100")
                .unwrap()
                .as_str(),
            "2026-11-21T09:15:22+01:00"
        );
    }
}
