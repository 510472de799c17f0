-- Makes room for geometries. The step is named after what it does in the other database, where a file
-- becomes a GeoPackage: a step has one number and one name everywhere. Here PostGIS is what QGIS and
-- GDAL look for. Only a superuser may add it; where it is there already, any role may run this.

CREATE EXTENSION IF NOT EXISTS postgis;
