//! A spreadsheet export read into orders: any bytes in, good orders and named bad rows out.
