"""The rows of a Parquet file again and again, with scattered identifiers: usage: scatter.py FROM TO TIMES"""

import sys

import numpy
import pyarrow
import pyarrow.parquet

source = pyarrow.parquet.ParquetFile(sys.argv[1])
writer, row = None, 0
for _ in range(int(sys.argv[3])):
    for group in range(source.num_row_groups):
        table = source.read_row_group(group)
        # An odd factor gives each row a number of its own, modulo 2^64; one bit is left out, as it carries nothing up.
        numbers = numpy.arange(row, row + len(table), dtype="u8") * numpy.uint64(0x9E3779B97F4A7C15)
        row += len(table)
        at = table.schema.get_field_index("id")
        table = table.set_column(at, "id", pyarrow.array(numbers.view("i8")))
        writer = writer or pyarrow.parquet.ParquetWriter(sys.argv[2], table.schema, compression="snappy")
        writer.write_table(table, row_group_size=len(table))
writer.close()
