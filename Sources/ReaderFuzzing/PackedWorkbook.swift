import CZip
import Glibc

/// An XLSX workbook of one sheet around any content of its parts, packed in memory.
struct PackedWorkbook {
    private var parts: [(name: String, content: [UInt8])]

    private static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    /// What stands inside `worksheet`, `sst` and `styleSheet`.
    init(sheet: ArraySlice<UInt8>, strings: ArraySlice<UInt8>, styles: ArraySlice<UInt8>) {
        parts = [
            ("_rels/.rels", Self.relationships([("a", "officeDocument", "xl/workbook.xml")])),
            (
                "xl/workbook.xml",
                Array(
                    #"<workbook xmlns:r="\#(Self.relations)"><sheets><sheet name="s" r:id="a"/></sheets></workbook>"#
                        .utf8)
            ),
            (
                "xl/_rels/workbook.xml.rels",
                Self.relationships([
                    ("a", "worksheet", "sheet.xml"), ("b", "sharedStrings", "strings.xml"),
                    ("c", "styles", "styles.xml"),
                ])
            ),
            ("xl/sheet.xml", Self.element("worksheet", sheet)),
            ("xl/strings.xml", Self.element("sst", strings)),
            ("xl/styles.xml", Self.element("styleSheet", styles)),
        ]
    }

    private static func element(_ name: String, _ content: ArraySlice<UInt8>) -> [UInt8] {
        Array("<\(name)>".utf8) + content + Array("</\(name)>".utf8)
    }

    private static func relationships(_ list: [(id: String, type: String, target: String)]) -> [UInt8] {
        let list = list.map {
            #"<Relationship Id="\#($0.id)" Type="\#(relations)/\#($0.type)" Target="\#($0.target)"/>"#
        }
        return element("Relationships", Array(list.joined().utf8)[...])
    }

    /// The file; nil where libzip cannot pack it.
    func packed() -> [UInt8]? {
        guard let file = zip_source_buffer_create(nil, 0, 0, nil) else { return nil }
        defer { zip_source_free(file) }
        // Closing the archive gives up one hold on it, and its bytes are read after that.
        zip_source_keep(file)
        guard let archive = zip_open_from_source(file, ZIP_CREATE | ZIP_TRUNCATE, nil) else {
            zip_source_free(file)
            return nil
        }
        for part in parts where !Self.add(part.name, part.content, to: archive) {
            zip_discard(archive)
            return nil
        }
        guard zip_close(archive) == 0 else {
            zip_discard(archive)
            return nil
        }
        return Self.bytes(of: file)
    }

    private static func add(_ name: String, _ content: [UInt8], to archive: OpaquePointer) -> Bool {
        // A copy that libzip frees.
        guard let copy = malloc(max(content.count, 1)) else { return false }
        content.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { memcpy(copy, start, bytes.count) }
        }
        guard let source = zip_source_buffer(archive, copy, UInt64(content.count), 1) else {
            free(copy)
            return false
        }
        let index = zip_file_add(archive, name, source, 0)
        guard index >= 0 else {
            zip_source_free(source)
            return false
        }
        return zip_set_file_compression(archive, UInt64(index), ZIP_CM_STORE, 0) == 0
    }

    private static func bytes(of file: OpaquePointer) -> [UInt8]? {
        var information = zip_stat_t()
        guard zip_source_stat(file, &information) == 0, zip_source_open(file) == 0 else { return nil }
        defer { zip_source_close(file) }
        return [UInt8](unsafeUninitializedCapacity: Int(information.size)) { buffer, count in
            count = Int(max(zip_source_read(file, buffer.baseAddress, information.size), 0))
        }
    }
}
