import CommandSupport
import Interchange
import Profiles
import Values

/// A column that an office's table may have, under any of its names.
struct OfficeColumn {
    let names: [String]
    var isRequired = true
}

/// A table of an office, CSV or a workbook, row by row: the values of the columns that are asked for, in their order.
final class OfficeTable {
    private let path: String
    private let table: any LabelTable
    /// Where each column stands; nil where the table has it not.
    private var places: [Int?] = []

    init(_ path: String, _ columns: [OfficeColumn]) throws(CommandError) {
        self.path = path
        let input = try ByteSource(path: path)
        if try SourceFormat.of(input) == .xlsx {
            let bytes = try input.rest(bytesMax: XLSXLimits().fileBytesMax) ?? []
            do throws(ScanError) { table = try WorkbookTable(bytes) } catch {
                throw CommandError(.badInput, at: Wording(path), error.wording, hint: error.hint)
            }
        } else {
            table = CSVTable(input, .utf8)
        }
        guard let header = try record() else {
            throw CommandError(.badInput, at: Wording(path), en: "the table is empty", zh: "表格为空")
        }
        let names = (0..<header.count).map { header[$0].trimmedLine.lowercased() }
        for column in columns {
            let place = names.firstIndex { column.names.contains($0) }
            guard place != nil || !column.isRequired else {
                let wanted = column.names.joined(separator: ", ")
                throw CommandError(
                    .badInput, at: Wording(path), en: "there is no column \(wanted)", zh: "缺少列：\(wanted)")
            }
            places.append(place)
        }
    }

    /// The next row and its place in the file; nil at the end.
    func next() throws(CommandError) -> (values: [String], place: Wording)? {
        while let record = try record() {
            let values = places.map { place in
                place.map { $0 < record.count ? record[$0].trimmedLine : "" } ?? ""
            }
            if values.allSatisfy(\.isEmpty) { continue }
            return (values, Wording("\(path):\(record.line)"))
        }
        return nil
    }

    private func record() throws(CommandError) -> CSVRecord? {
        do throws(TableError) { return try table.next() } catch {
            switch error {
            case .command(let error): throw error
            case .scan(let error):
                throw CommandError(.badInput, at: Wording("\(path):\(error.line)"), error.wording, hint: error.hint)
            }
        }
    }
}
