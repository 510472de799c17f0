//! Sheets that another program wrote: GDAL, which shares no code with what reads them here.

use std::process::Command;

use super::{grid, rows};

#[test]
fn sheets_that_gdal_writes_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("projets.csv");
    std::fs::write(&source, "nom,début,montant\n\"école, été\",2015-04-01,12.5\n吉林省,2016-01-02,3\n")
        .unwrap();
    for (format, name) in [("XLSX", "projets.xlsx"), ("ODS", "projets.ods")] {
        let target = folder.path().join(name);
        let mut command = Command::new("ogr2ogr");
        command.args(["-f", format, "-oo", "AUTODETECT_TYPE=YES"]).arg(&target).arg(&source);
        let output =
            command.output().expect("ogr2ogr runs: install GDAL's programs, `apt-get install gdal-bin`");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let grid = grid(&std::fs::read(&target).unwrap());
        assert_eq!(grid.sheets[0].name, "projets");
        assert_eq!(
            rows(&grid.sheets[0]),
            [
                "1 nom|début|montant",
                "2 école, été|2015-04-01 00:00:00|12.5n",
                "3 吉林省|2016-01-02 00:00:00|3n",
            ]
        );
    }
}
